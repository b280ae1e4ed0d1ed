/** The program's version: what `/health`, `loopgate --version` and a backup's header tell. */
export const VERSION = "0.1.0";
