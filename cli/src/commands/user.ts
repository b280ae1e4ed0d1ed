import { parseArgs } from "node:util";
import { Role, type AccountList, type AccountSecret, type PasswordReset } from "@loopgate/contract";
import { operatorCaller } from "../operator.ts";
import { seen } from "../screen.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { terminal } = texts;

/** Looks after the accounts of the server on this machine. */
export async function user(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { role: { type: "string" }, "remove-passkeys": { type: "boolean" }, json: { type: "boolean" } },
    allowPositionals: true,
  });
  const [verb, username, ...others] = positionals;
  const json = values.json === true;
  if (others.length > 0) throw new UserError(terminal.userUsage);
  if (verb === "list" && username === undefined) return list(shell, json);
  if (username === undefined) throw new UserError(terminal.userUsage);
  if (verb === "add") return secret(shell, "/api/operator/users", { username, ...roleOf(values.role) }, json);
  if (verb === "reset-password")
    return reset(shell, { username, remove_passkeys: values["remove-passkeys"] === true }, json);
  throw new UserError(terminal.userUsage);
}

async function list(shell: Shell, json: boolean): Promise<ExitCode> {
  const { body } = await operatorCaller(shell).read({ method: "GET", path: "/api/operator/users" });
  const { users } = body as AccountList;
  if (json) shell.out.json(body);
  else if (users.length === 0) shell.out.line(terminal.noUsers);
  for (const { username, user_id: id, tenants } of json ? [] : users)
    shell.out.line(seen(`${username}  ${id}  ${tenants.map(({ name, role }) => `${name}: ${role}`).join(", ")}`));
  return 0;
}

async function reset(
  shell: Shell,
  input: { readonly username: string; readonly remove_passkeys: boolean },
  json: boolean,
): Promise<ExitCode> {
  const path = "/api/operator/users/reset-password";
  const { body } = await operatorCaller(shell).read({ method: "POST", path, body: input });
  const { username, passkeys } = body as PasswordReset;
  if (passkeys > 0) shell.err.line(terminal.stillHasPasskeys(username, passkeys));
  return told(shell, body, json);
}

async function secret(shell: Shell, path: string, input: object, json: boolean): Promise<ExitCode> {
  const { body } = await operatorCaller(shell).read({ method: "POST", path, body: input });
  return told(shell, body, json);
}

/** The password alone goes to stdout. */
function told(shell: Shell, body: unknown, json: boolean): ExitCode {
  const { username, password } = body as AccountSecret;
  if (json) shell.out.json(body);
  else {
    shell.err.line(terminal.passwordOf(username));
    shell.out.line(password);
  }
  return 0;
}

function roleOf(text: string | undefined): { readonly role?: string } {
  if (text === undefined) return {};
  const roles = Role.options.filter((role) => role !== "owner");
  if (!roles.some((role) => role === text)) throw new UserError(terminal.oneOf("--role", roles));
  return { role: text };
}
