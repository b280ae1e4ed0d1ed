import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Environment } from "./environment.ts";

/** Whether the command leads to a program, by its path or by PATH. */
export function isProgram(command: string, { all, platform }: Pick<Environment, "all" | "platform">): boolean {
  if (isAbsolute(command)) return isFile(command, constants.X_OK);
  const endings = platform === "win32" ? ["", ".exe", ".cmd"] : [""];
  const folders = (all["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) => endings.some((ending) => isFile(join(folder, command + ending), constants.X_OK)));
}

export function isFile(path: string, mode = constants.R_OK): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
