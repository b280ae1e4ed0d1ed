import type { InboxTexts } from "../inbox.ts";
import { answer } from "./inbox/answer.ts";
import { card } from "./inbox/card.ts";
import { field } from "./inbox/field.ts";
import { list } from "./inbox/list.ts";
import { shell } from "./inbox/shell.ts";
import { signIn } from "./inbox/sign-in.ts";
import { time } from "./inbox/time.ts";
import { timeline } from "./inbox/timeline.ts";
import { warning } from "./inbox/warning.ts";
import { words } from "./inbox/words.ts";

export const inbox: InboxTexts = { answer, card, field, list, shell, signIn, time, timeline, warning, words };
