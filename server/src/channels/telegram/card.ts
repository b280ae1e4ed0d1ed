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

/** How a card is answered: by the token on its buttons, or on the page of its request, where the chat's people can reach one. */
export type Ways = { readonly token: string; readonly page: string | undefined };

/** The page of a request; undefined where this server has no public address. */
export type PageOf = (request: Pick<HumanRequest, "id">) => string | undefined;

export type Drawn = { readonly html: Html; readonly keyboard?: Keyboard };

/** A card as a message: its text at most 4096 units once parsed, and its buttons while the request is pending. */
export function drawCard(card: Card, request: HumanRequest, { token, page }: Ways, texts: Texts): Drawn {
  const face = card.face as unknown as Face;
  const { bar } = offersOf(request, { answerable: card.offers.length > 0 });
  const ending = drawEnding(request, texts);
  const parts = [...(ending ? [ending] : []), drawBody(face, texts), drawState(request, face, { bar, page }, texts)];
  const keyboard = ending ? undefined : keyboardOf(panelOf(request, card, { token, page }), START, texts);
  return { html: join(parts, "\n"), ...(keyboard && { keyboard }) };
}

/** The buttons go by the request's own options: a card that leaves them out takes no pick. */
export function panelOf(request: HumanRequest, card: Pick<Card, "offers">, { token, page }: Ways): Panel {
  return { face: faceOf(request), offers: card.offers, token, page };
}
