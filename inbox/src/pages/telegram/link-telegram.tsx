import type { LinkStarted } from "@loopgate/contract";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { api } from "../../world/api.ts";
import { FreshUse } from "../fresh/fresh-use.tsx";
import { LinkProgress } from "./link-progress.tsx";

/** Links a person's Telegram account, or a group: a code to the bot, then a yes on both sides. */
export function LinkTelegram({ kind, onClose }: { readonly kind: "person" | "chat"; readonly onClose: () => void }) {
  const { telegram } = useTexts();
  const [started, setStarted] = useState<LinkStarted>();
  if (started) return <LinkProgress of={started} onAgain={() => setStarted(undefined)} onClose={onClose} />;
  return (
    <FreshUse
      title={telegram.titles[kind]}
      explain={kind === "person" ? telegram.beginPerson : telegram.beginChat}
      submit={telegram.begin}
      run={(proof) => api.post<LinkStarted>("/api/user/telegram/links", { kind, ...proof })}
      onDone={setStarted}
      onClose={onClose}
    />
  );
}
