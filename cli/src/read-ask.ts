import { parseArgs } from "node:util";
import type { CreateRequest, RegisterSession } from "@loopgate/contract";
import type { Environment } from "./environment.ts";
import { readObject } from "./read-reply.ts";
import { UserError } from "./shell.ts";
import { texts } from "./texts.ts";

const { terminal } = texts;

export type Ask = {
  readonly request: CreateRequest;
  /** Where the session's requests go, if the command line says so. */
  readonly register: RegisterSession | undefined;
  readonly json: boolean;
};

const RISKS = ["low", "medium", "high", "critical"] as const;
const OPTIONS = {
  option: { type: "string", multiple: true },
  session: { type: "string" },
  client: { type: "string" },
  "telegram-id": { type: "string" },
  risk: { type: "string" },
  timeout: { type: "string" },
  action: { type: "string" },
  arguments: { type: "string" },
  metadata: { type: "string", multiple: true },
  "idempotency-key": { type: "string" },
  json: { type: "boolean" },
} as const;

/** The command line of `ask` as a request. What only the server can judge is left to the server. */
export function readAsk(args: readonly string[], { user }: Pick<Environment, "user">): Ask {
  const { values, positionals } = parse(args);
  const message = positionals.join(" ").trim();
  if (message === "") throw new UserError(terminal.messageMissing);
  if (values.arguments !== undefined && values.action === undefined)
    throw new UserError(terminal.onlyWith("--arguments", "--action"));
  const session = { session_id: values.session ?? `cli-${user}`, client_id: values.client ?? "loopgate-cli" };
  const request: CreateRequest = {
    ...session,
    message,
    ...(values.option && { options: values.option }),
    ...(values.action !== undefined && { action: actionOf(values.action, values.arguments) }),
    ...(values.risk !== undefined && { risk: riskOf(values.risk) }),
    ...(values.timeout !== undefined && { timeout_seconds: numberOf("--timeout", values.timeout) }),
    ...(values.metadata && { metadata: pairsOf(values.metadata) }),
    ...(values["idempotency-key"] !== undefined && { idempotency_key: values["idempotency-key"] }),
  };
  const chat = values["telegram-id"];
  const register = chat === undefined ? undefined : { ...session, telegram_id: numberOf("--telegram-id", chat) };
  return { request, register, json: values.json === true };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

function actionOf(name: string, text: string | undefined): NonNullable<CreateRequest["action"]> {
  return { name, ...(text !== undefined && { arguments: readObject(text) }) };
}

function riskOf(text: string): (typeof RISKS)[number] {
  const risk = RISKS.find((each) => each === text);
  if (!risk) throw new UserError(terminal.oneOf("--risk", RISKS));
  return risk;
}

function numberOf(name: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new UserError(terminal.badNumber(name));
  return Number(text);
}

function pairsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new UserError(terminal.badPair(pair));
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
