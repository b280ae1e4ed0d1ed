import { LoopgateApiError, LoopgateUnreachable } from "@loopgate/client";
import { createCaller } from "@loopgate/client/caller";
import type { Assurance, Readiness, Risk } from "@loopgate/contract";
import { endpointOf } from "./bridge/post.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { operatorCaller } from "./operator.ts";
import type { Finding } from "./finding.ts";
import { UserError, type Shell } from "./shell.ts";
import { texts } from "./texts.ts";

const { doctor: words } = texts.terminal;
const READY_MS = 10_000;

/** What the server tells its operator about itself. */
type Status = {
  readonly mode: "local" | "served";
  readonly version: string;
  readonly database: string;
  readonly data_dir: string;
  readonly channels: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  readonly responders: readonly { readonly name: string; readonly identities: readonly string[] }[];
  readonly assurance: Readonly<Record<Risk, Assurance>>;
  readonly terminal_answers: string;
};

export type ServerReport = {
  readonly findings: readonly Finding[];
  readonly facts: readonly string[];
  readonly status?: Status;
};

/** Whether the server answers, is ready, and what it says of its channels, its responders and their assurance. */
export async function checkServer(shell: Shell): Promise<ServerReport> {
  const { environment, world } = shell;
  const { url } = environment;
  try {
    const caller = createCaller({ url, world });
    const { version } = (await caller.read({ method: "GET", path: "/health" })).body as { readonly version: string };
    const up: Finding = { name: words.server, ok: true, detail: words.up(url, version) };
    const told = await checkStatus(shell);
    const ready = await checkReady(shell);
    const mcp = await checkEndpoint(words.mcp, endpointOf(url), shell);
    return { ...told, findings: [up, ...ready, mcp, ...told.findings] };
  } catch (error) {
    return { findings: [failed(words.server, error, words.startServer(url))], facts: [] };
  }
}

/** Also a server that is not ready answers with its checks, so the status is not asked. */
async function checkReady({ environment, world }: Shell): Promise<readonly Finding[]> {
  const response = await world.fetch(`${environment.url}/health/ready`, { signal: world.deadline(READY_MS) });
  const { checks } = (await response.json()) as Readiness;
  return checks.map(({ name, ok, detail }) => {
    const finding = { name: words.check(name), ok, detail };
    return ok ? finding : Object.assign(finding, { todo: words.seeLog });
  });
}

async function checkStatus(shell: Shell): Promise<ServerReport> {
  try {
    const status = (await operatorCaller(shell).read({ method: "GET", path: "/api/operator/status" })).body as Status;
    return { status, findings: findingsOf(status), facts: factsOf(status) };
  } catch (error) {
    return { findings: [failed(words.operator, error, words.sameUser)], facts: [] };
  }
}

function findingsOf({ responders }: Status): readonly Finding[] {
  const detail = responders.map(responderText).join("; ");
  if (responders.length > 0) return [{ name: words.responders, ok: true, detail }];
  return [{ name: words.responders, ok: false, detail: words.nobody, todo: words.linkSomebody }];
}

function responderText({ name, identities }: Status["responders"][number]): string {
  return `${name} (${identities.join(", ")})`;
}

function factsOf({ mode, database, assurance, terminal_answers: answers }: Status): readonly string[] {
  const risks = Object.entries(assurance).map(([risk, needed]) => `${risk} ${needed}`);
  return [words.mode(mode), words.database(database), words.needs(risks.join(", ")), words.terminalAnswers(answers)];
}

/** A failure of the one thing that was looked at; the others are still told. */
function failed(name: string, error: unknown, todo: string): Finding {
  if (error instanceof UserError) return { name, ok: false, detail: error.message };
  if (error instanceof LoopgateApiError) return { name, ok: false, detail: `${error.title}. ${error.message}`, todo };
  if (error instanceof LoopgateUnreachable) return { name, ok: false, detail: error.message, todo };
  throw error;
}
