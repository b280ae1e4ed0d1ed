import { useTexts } from "../../texts.tsx";
import { useSignedIn } from "../../requests/start.ts";
import { isAdmin } from "../parts/roles.ts";
import { Page } from "../parts/page.tsx";
import { OwnTelegram } from "../telegram/own-telegram.tsx";
import { Chats } from "./chats.tsx";
import { Groups } from "./groups.tsx";
import { Invitations } from "./invitations.tsx";
import { Members } from "./members.tsx";
import { Responders } from "./responders.tsx";

/** Who answers, where, and who sees to that. */
export function People() {
  const { people } = useTexts();
  const start = useSignedIn();
  const admin = isAdmin(start);
  return (
    <Page title={people.title} explain={people.explain}>
      {admin && <Members />}
      {admin && <Invitations />}
      <Responders />
      <Groups />
      <OwnTelegram />
      {start.telegram && <Chats />}
    </Page>
  );
}
