import type { InboxTexts } from "../inbox.ts";
import { shell } from "./inbox/shell.ts";

export const inbox: InboxTexts = { shell };
