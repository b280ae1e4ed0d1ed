import { parseArgs } from "node:util";
import type { OwnerLink } from "@loopgate/contract";
import { operatorCaller } from "../operator.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { terminal } = texts;

/** Prints a link that makes an account the owner of this machine's tenant. */
export async function owner(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  if (positionals.join(" ") !== "create") throw new UserError(terminal.ownerUsage);
  const { body } = await operatorCaller(shell).read({ method: "POST", path: "/api/operator/owner" });
  const { link, expires_at: until } = body as OwnerLink;
  shell.out.line(link);
  shell.err.line(terminal.ownerLinkMade(until));
  return 0;
}
