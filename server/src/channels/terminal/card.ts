import type { TerminalCard } from "@loopgate/contract";
import { faceDigest, faceOf } from "../../gate/face.ts";
import type { Responder } from "../../gate/ports.ts";
import type { HumanRequest } from "../../gate/request.ts";
import { answerView } from "../../gate/view.ts";
import type { Texts } from "../../texts/index.ts";
import { offersOf, type Bar } from "./offers.ts";

/** A request as its responder sees it here: the whole face, nothing left out. */
export function cardOf(
  request: HumanRequest,
  responder: Responder | undefined,
  texts: Texts["terminal"],
): TerminalCard {
  const face = faceOf(request);
  const { offers, bar } = offersOf(request, responder);
  return {
    request_id: request.id,
    code: request.definition.code,
    version: request.version,
    shown_digest: faceDigest(face),
    offers: [...offers],
    note: bar ? noteOf(bar, texts) : null,
    face,
    request: answerView(request),
    arguments: request.definition.action?.arguments ?? null,
  };
}

function noteOf(bar: Bar, texts: Texts["terminal"]): string {
  return bar === "not_asked" ? texts.notAsked : texts.approveElsewhere;
}
