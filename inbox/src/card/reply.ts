import type { FieldError, InboxCard, JsonObject, Reply } from "@loopgate/contract";
import { valueErrors } from "@loopgate/contract/form";
import type { Draft } from "./draft.ts";

/** The yes that a draft says as it stands; or what is wrong with it, in the path that the fields have. */
export type Yes =
  | { readonly kind: "reply"; readonly reply: Reply; readonly isNo: boolean }
  | { readonly kind: "incomplete" }
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] };

/** What a press on the right button would say. Undefined: this person is offered no yes. */
export function yesOf(
  { offers, face, arguments_schema: schema }: InboxCard,
  draft: Draft,
  changed: number,
): Yes | undefined {
  if (offers.includes("pick")) return picked(face, draft.picks);
  if (offers.includes("text"))
    return draft.text.trim() === "" ? { kind: "incomplete" } : reply({ kind: "text", text: draft.text });
  if (offers.includes("form")) return checked(face.schema, draft.values, { kind: "form", values: draft.values });
  if (changed > 0 && draft.edited !== undefined && offers.includes("edit"))
    return checked(schema ?? undefined, draft.edited, { kind: "edit", arguments: draft.edited });
  return offers.includes("approve") ? reply({ kind: "approve" }) : undefined;
}

function picked({ options, picks = { min: 1, max: 1 } }: InboxCard["face"], values: readonly string[]): Yes {
  if (values.length < picks.min || values.length > picks.max) return { kind: "incomplete" };
  // The order of the card, whatever the order of the presses.
  const chosen = options.filter(({ value }) => values.includes(value));
  return {
    kind: "reply",
    reply: { kind: "pick", values: chosen.map(({ value }) => value) },
    isNo: chosen.every(({ effect }) => effect === "reject"),
  };
}

function checked(schema: JsonObject | undefined, values: JsonObject, is: Reply): Yes {
  const errors = schema === undefined ? [] : valueErrors(schema, values, "");
  return errors.length > 0 ? { kind: "invalid", errors } : reply(is);
}

function reply(is: Reply): Yes {
  return { kind: "reply", reply: is, isNo: false };
}
