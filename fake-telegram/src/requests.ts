import type { IncomingMessage } from "node:http";
import { Refusal } from "./errors.ts";
import { isRecord } from "./markup.ts";
import type { Parameters } from "./parameters.ts";

const structured = new Set(
  "reply_markup entities link_preview_options reply_parameters allowed_updates commands scope".split(" "),
);
const numbers = new Set(
  "chat_id message_id message_thread_id offset limit timeout max_connections cache_time reply_to_message_id".split(" "),
);
const booleans = new Set(
  "disable_notification protect_content show_alert drop_pending_updates allow_sending_without_reply".split(" "),
);

/** A request's parameters, from the query string and a JSON or form body; what a form flattens is given its type back. */
export async function readParameters(request: IncomingMessage, query: URLSearchParams): Promise<Parameters> {
  const body = await readBody(request);
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (body === "") return fromForm(query);
  switch (type) {
    case "application/json":
      return { ...fromForm(query), ...fromJson(body) };
    case "application/x-www-form-urlencoded":
    case "":
      return { ...fromForm(query), ...fromForm(new URLSearchParams(body)) };
    default:
      throw new Refusal("unsupportedContentType", { type });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function fromJson(body: string): Parameters {
  const value = parse(body);
  if (!isRecord(value)) throw new Refusal("badJson");
  return value;
}

function fromForm(form: URLSearchParams): Parameters {
  return Object.fromEntries([...form].map(([name, value]) => [name, typed(name, value)]));
}

function typed(name: string, value: string): unknown {
  if (structured.has(name)) return parse(value) ?? value;
  if (numbers.has(name) && /^-?\d+$/.test(value)) return Number(value);
  if (booleans.has(name)) return value === "true" ? true : value === "false" ? false : value;
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
