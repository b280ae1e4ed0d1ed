import type { Json } from "@loopgate/contract";
import { isObject } from "../bridge/message.ts";
import { ownVersion } from "../own-version.ts";
import { isProgram } from "../program-file.ts";
import type { Shell } from "../shell.ts";

/** Codex starts within a second; a slow disk has this long. */
const PATIENCE_MS = 15_000;

/**
 * What Codex itself thinks of the hook with this key: `trusted`, `untrusted`, `modified` or the like; undefined where Codex cannot
 * be asked. It speaks JSON-RPC by lines (`codex app-server`, method hooks/list).
 */
export async function trustByCodex(key: string, { environment, converse }: Shell): Promise<string | undefined> {
  if (!isProgram("codex", environment)) return undefined;
  const clientInfo = { name: "loopgate", version: ownVersion() };
  const lines = [
    { id: 1, method: "initialize", params: { clientInfo } },
    { method: "initialized" },
    { id: 2, method: "hooks/list", params: { cwds: [environment.folder] } },
  ];
  const answer = await converse("codex", ["app-server"], {
    lines: lines.map((line) => JSON.stringify(line)),
    isLast: (line) => parsed(line)?.["id"] === 2,
    ms: PATIENCE_MS,
  });
  return answer === undefined ? undefined : statusIn(parsed(answer)?.["result"], key);
}

function statusIn(result: Json | undefined, key: string): string | undefined {
  const folders: Json = (isObject(result) ? result["data"] : undefined) ?? [];
  const hooks = (Array.isArray(folders) ? folders : []).flatMap((folder: Json) => {
    const list: Json = (isObject(folder) ? folder["hooks"] : undefined) ?? [];
    return Array.isArray(list) ? (list as readonly Json[]) : [];
  });
  const hook = hooks.find((each) => isObject(each) && each["key"] === key);
  const status = isObject(hook) ? hook["trustStatus"] : undefined;
  return typeof status === "string" ? status : undefined;
}

function parsed(line: string) {
  try {
    const value = JSON.parse(line) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
