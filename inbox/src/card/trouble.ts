import { useState } from "react";
import type { Answered } from "../decide/answering.ts";
import { useTexts } from "../texts.tsx";

/** Why an answer was not recorded, in a sentence. A card that came in the place of another begins by saying so. */
export function useTrouble(hasChanged: boolean) {
  const { answer } = useTexts();
  const [trouble, setTrouble] = useState(hasChanged ? answer.cardChanged : undefined);

  function explain(answered: Exclude<Answered, { kind: "recorded" }>): void {
    if (answered.kind === "kept") return;
    if (answered.kind === "lost") return setTrouble(answer.lost);
    const { code, message } = answered.error;
    const known: Readonly<Record<string, string>> = {
      card_changed: answer.cardChanged,
      request_ended: answer.endedMeanwhile,
      assurance_too_low: answer.tooWeak,
      not_a_responder: answer.notYours,
    };
    return setTrouble(known[code] ?? answer.refused(message));
  }

  return { trouble, explain, clear: () => setTrouble(undefined) };
}
