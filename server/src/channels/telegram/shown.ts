import type { Face, FaceField } from "@loopgate/contract";
import { fitsChat, isAgentsWord } from "../../gate/face.ts";
import type { Texts } from "../../texts/index.ts";
import { drawBody } from "./body.ts";
import { cut, LONGEST_MESSAGE, plain } from "./html.ts";

/** Kept free for what comes later: votes, deadline, the way elsewhere; in the end outcome, names and reason. */
const RESERVED = 750;
const LARGEST_BODY = LONGEST_MESSAGE - RESERVED;
const LONG_MESSAGE = 1_200;
const LONG_DESCRIPTION = 200;
const LONG_NAME = 60;
const LARGEST_CUT_ACTION = 1_500;
const LONGEST_CUT_VALUE = 200;

/**
 * The face as a chat shows it: whole where it fits, else with parts left out, each named in `omitted`. The action of a
 * card that can be approved is never cut, nor are the agent's words where there is no action; else they and its claims are.
 */
export function shownFace(face: Face, texts: Texts): Face {
  const whole = fitsChat(face) ? face : cutAction(face);
  const rest = [dropMetadata, dropSource, dropSuggestions, shortenDescription, dropCallback, shortenNames];
  const steps = isAgentsWord(face) && fitsChat(face) ? rest : [shortenMessage, ...rest];
  const shown = steps.reduce((left, step) => (excess(left, texts) > 0 ? step(left) : left), whole);
  return lastCut(shown, texts);
}

function excess(face: Face, texts: Texts): number {
  return plain(drawBody(face, texts)).length - LARGEST_BODY;
}

/** Options that cannot be picked here may be too long for any message: they are the last to go. */
function lastCut(face: Face, texts: Texts): Face {
  const over = excess(face, texts);
  if (over <= 0) return face;
  const shorter = without(face, "message", {
    message: cut(face.message, Math.max(1, face.message.length - over - 20)),
  });
  return excess(shorter, texts) <= 0 ? shorter : without(shorter, "options", { options: [] });
}

function shortenMessage(face: Face): Face {
  if (face.message.length <= LONG_MESSAGE) return face;
  return without(face, "message", { message: cut(face.message, LONG_MESSAGE) });
}

function dropMetadata(face: Face): Face {
  return face.metadata.length === 0 ? face : without(face, "metadata", { metadata: [] });
}

function dropSource(face: Face): Face {
  return face.source.length === 0 ? face : without(face, "source", { source: [] });
}

function dropSuggestions({ suggestions, ...face }: Face): Face {
  return suggestions === undefined ? face : without(face, "suggestions", {});
}

function shortenDescription(face: Face): Face {
  const { action } = face;
  if (!action?.description || action.description.length <= LONG_DESCRIPTION) return face;
  const description = cut(action.description, LONG_DESCRIPTION);
  return without(face, "action.description", { action: { ...action, description } });
}

function dropCallback({ callback_host, ...face }: Face): Face {
  return callback_host === undefined ? face : without(face, "callback_host", {});
}

function shortenNames(face: Face): Face {
  const { client_id, session_id, verified } = face.asked_by;
  const asked_by = { client_id: cut(client_id, LONG_NAME), session_id: cut(session_id, LONG_NAME), verified };
  const isShort = asked_by.client_id === client_id && asked_by.session_id === session_id;
  return isShort ? face : without(face, "asked_by", { asked_by });
}

/** Each value is cut by itself, so that a long one does not hide the keys after it. */
function cutAction(face: Face): Face {
  const { action } = face;
  if (!action) return face;
  const fields: FaceField[] = [];
  let used = 0;
  for (const { path, value } of action.fields) {
    const field = { path: cut(path, LONGEST_CUT_VALUE), value: cut(value, LONGEST_CUT_VALUE) };
    used += field.path.length + field.value.length + 3;
    if (used > LARGEST_CUT_ACTION) break;
    fields.push(field);
  }
  const isWhole =
    fields.length === action.fields.length && fields.every(({ value }, at) => value === action.fields[at]?.value);
  return isWhole ? face : without(face, "action.fields", { action: { ...action, fields } });
}

function without(face: Face, part: string, change: Partial<Face>): Face {
  const omitted = face.omitted ?? [];
  return { ...face, ...change, omitted: omitted.includes(part) ? omitted : [...omitted, part] };
}
