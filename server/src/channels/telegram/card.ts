import type { Face } from "@loopgate/contract";
import { faceDigest, faceOf } from "../../gate/face.ts";
import type { Card } from "../../gate/delivery.ts";
import type { Audience } from "../../gate/ports.ts";
import type { HumanRequest } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import type { Keyboard } from "./api.ts";
import { drawBody, drawEnding, drawState } from "./body.ts";
import { join, type Html } from "./html.ts";
import { keyboardOf, START, type Panel } from "./keyboard.ts";
import { offersOf } from "./offers.ts";
import { shownFace } from "./shown.ts";

/** The card of a request in a chat. Pure; `face` is what is drawn, less what did not fit. */
export function renderCard(request: HumanRequest, audience: Audience, texts: Texts): Card {
  const face = shownFace(faceOf(request), texts);
  return { face, shown: faceDigest(face), offers: offersOf(request, audience).offers };
}

export type Drawn = { readonly html: Html; readonly keyboard?: Keyboard };

/** A card as a message: its text at most 4096 units once parsed, and its buttons while the request is pending. */
export function drawCard(card: Card, request: HumanRequest, token: string, texts: Texts): Drawn {
  const face = card.face as unknown as Face;
  const { bar } = offersOf(request, { answerable: card.offers.length > 0 });
  const ending = drawEnding(request, texts);
  const parts = [...(ending ? [ending] : []), drawBody(face, texts), drawState(request, face, bar, texts)];
  const keyboard = ending ? undefined : keyboardOf(panelOf(request, card, token), START, texts);
  return { html: join(parts, "\n"), ...(keyboard && { keyboard }) };
}

/** The buttons go by the request's own options: a card that leaves them out takes no pick. */
export function panelOf(request: HumanRequest, card: Pick<Card, "offers">, token: string): Panel {
  return { face: faceOf(request), offers: card.offers, token };
}
