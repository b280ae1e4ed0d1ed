import { hash } from "node:crypto";
import { canonical, type Json } from "@loopgate/contract";
import type { Action, Digest } from "./request.ts";

/** SHA-256 of the canonical JSON (RFC 8785), in lower-case hexadecimal. */
export function digestOf(value: Json): Digest {
  return hash("sha256", canonical(value), "hex") as Digest;
}

/** The digest that binds a decision to what runs: name and arguments, nothing that only explains them. */
export function actionDigest(action: Pick<Action, "name" | "arguments">): Digest {
  return digestOf({ name: action.name, arguments: action.arguments });
}
