import {
  createClient,
  LoopgateApiError,
  type LoopgateClient,
  type PollAnswer,
  type RequestCreated,
} from "@loopgate/client";
import { readAsk, type Ask } from "../read-ask.ts";
import { seen } from "../screen.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { card: words, terminal } = texts;
/** How long after a request's end nobody needs to have said how it ended before this counts as an error. */
const GRACE_MS = 60_000;

/** Asks people and waits for what they say, for scripts: the exit code is the answer, and stdout says it in words. */
export async function ask(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const wanted = readAsk(args, shell.environment);
  const stop = shell.interruption();
  const { url, apiKey } = shell.environment;
  const client = createClient({ url, apiKey, fetch: shell.world.fetch });
  if (wanted.register) await client.register(wanted.register);
  const created = await client
    .createRequest(wanted.request)
    .catch((error: unknown) => inNewSession(client, wanted, error));
  const end = stop.aborted ? undefined : await waited(client, created, stop, shell);
  if (!end) return interrupted(client, created, stop, shell);
  return tell(end, wanted, shell);
}

/** Where agents call with keys no session is made by its first use. */
async function inNewSession(client: LoopgateClient, { request }: Ask, error: unknown): Promise<RequestCreated> {
  if (!(error instanceof LoopgateApiError) || error.code !== "session_not_found") throw error;
  await client.register({ session_id: request.session_id, client_id: request.client_id });
  return client.createRequest(request);
}

/** Undefined where the person at this terminal stopped it. */
async function waited(
  client: LoopgateClient,
  { request_id: id, created_at: from, expires_at: until }: RequestCreated,
  stop: AbortSignal,
  { spin, err, world }: Shell,
): Promise<PollAnswer | undefined> {
  const stopSpinning = spin(terminal.waiting(until));
  const late = world.deadline(Date.parse(until) - Date.parse(from) + GRACE_MS);
  try {
    let told = false;
    const onRetry = () => {
      if (!told) err.line(terminal.askingAgain);
      told = true;
    };
    return await client.wait(id, { signal: AbortSignal.any([stop, late]), onRetry });
  } catch (error) {
    if (stop.aborted) return undefined;
    throw late.aborted ? new UserError(terminal.neverHeard(id)) : error;
  } finally {
    stopSpinning();
  }
}

async function interrupted(
  client: LoopgateClient,
  { request_id: id }: RequestCreated,
  stop: AbortSignal,
  { err }: Shell,
): Promise<ExitCode> {
  try {
    await client.cancel(id, { reason: terminal.interruptedReason });
    err.line(terminal.interrupted);
  } catch (error) {
    const isEnded = error instanceof LoopgateApiError && error.code === "request_ended";
    err.line(isEnded ? terminal.interruptedLate : terminal.interruptedInVain(id));
  }
  return stop.reason === "SIGTERM" ? 143 : 130;
}

function tell(answer: PollAnswer, { json }: Ask, { out, err }: Shell): ExitCode {
  if (json) out.json(answer);
  else {
    for (const line of seen(said(answer)).split("\n")) out.line(line);
    const reason = answer.decision?.reason;
    if (reason) err.line(`${words.reason}: ${reason}`);
  }
  return exitCode(answer);
}

/** What was said: an option, a text, a form, edited arguments; else the plain fact. */
function said({ status, response, decision }: PollAnswer): string {
  if (status !== "completed" || !decision) return status;
  return response ?? terminal.plainOutcome[decision.outcome];
}

/** A neutral option is no yes: a script that goes on only with 0 must not go on by it. */
function exitCode({ status, approved, decision }: PollAnswer): ExitCode {
  if (status !== "completed") return 2;
  if (approved) return 0;
  return decision?.outcome === "respond" && decision.options.length === 0 ? 0 : 1;
}
