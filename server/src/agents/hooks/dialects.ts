import type { HookClient } from "@loopgate/contract";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { cursor } from "./cursor.ts";
import type { Dialect } from "./dialect.ts";
import { gemini } from "./gemini.ts";

export const DIALECTS: Readonly<Record<HookClient, Dialect>> = {
  "claude-code": claudeCode,
  codex,
  gemini,
  copilot,
  cursor,
};
