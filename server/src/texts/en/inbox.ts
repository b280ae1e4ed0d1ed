import { shell } from "./inbox/shell.ts";

/** What the web inbox says; a file for each of its parts. */
export const inbox = { shell };
