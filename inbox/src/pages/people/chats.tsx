import type { LinkedChats } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { isAdmin } from "../parts/roles.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { Ago } from "../../ui/ago.tsx";
import { LinkTelegram } from "../telegram/link-telegram.tsx";

type Chat = LinkedChats["chats"][number];
const key = ["telegram chats"];

/** The Telegram groups, and topics of them, that requests may be shown in. */
export function Chats() {
  const { people, telegram } = useTexts();
  const admin = isAdmin(useSignedIn());
  const [isLinking, setLinking] = useState(false);
  const [unlinked, unlink] = useState<Chat>();
  const chats = useQuery({ queryKey: key, queryFn: () => api.get<LinkedChats>("/api/telegram/chats") });
  const readAgain = () => {
    setLinking(false);
    unlink(undefined);
    void queries.invalidateQueries({ queryKey: key });
  };
  return (
    <Section
      title={people.chats}
      explain={people.chatsExplain}
      action={admin && <Button onClick={() => setLinking(true)}>{people.linkChat}</Button>}
    >
      <Loaded of={chats} rows={1}>
        {({ chats: list }) =>
          list.length === 0 ? (
            <Notice icon={MessagesSquare} title={people.noChats} />
          ) : (
            <Rows>
              {list.map((chat) => (
                <Row key={chat.id} action={admin && <Button onClick={() => unlink(chat)}>{people.unlink}</Button>}>
                  <p className="truncate font-medium">{chat.title ?? chat.place}</p>
                  <p className="text-[13px] text-ink3">
                    {chat.place} · {telegram.linked} <Ago at={chat.linked_at} />
                  </p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Loaded>
      {isLinking && <LinkTelegram kind="chat" onClose={readAgain} />}
      {unlinked && (
        <Confirm
          title={people.unlinkChat(unlinked.title ?? unlinked.place)}
          explain={people.unlinkChatExplain}
          submit={people.unlink}
          run={() => api.delete(`/api/telegram/chats/${unlinked.id}`)}
          onDone={readAgain}
          onClose={() => unlink(undefined)}
        />
      )}
    </Section>
  );
}
