import type { InboxTexts } from "../inbox.ts";
import { agents } from "./inbox/agents.ts";
import { answer } from "./inbox/answer.ts";
import { card } from "./inbox/card.ts";
import { door } from "./inbox/door.ts";
import { field } from "./inbox/field.ts";
import { fresh } from "./inbox/fresh.ts";
import { history } from "./inbox/history.ts";
import { list } from "./inbox/list.ts";
import { notifications } from "./inbox/notifications.ts";
import { pages } from "./inbox/pages.ts";
import { passkeys } from "./inbox/passkeys.ts";
import { people } from "./inbox/people.ts";
import { refusals } from "./inbox/refusals.ts";
import { settings } from "./inbox/settings.ts";
import { shell } from "./inbox/shell.ts";
import { telegram } from "./inbox/telegram.ts";
import { time } from "./inbox/time.ts";
import { timeline } from "./inbox/timeline.ts";
import { warning } from "./inbox/warning.ts";
import { welcome } from "./inbox/welcome.ts";
import { words } from "./inbox/words.ts";

export const inbox: InboxTexts = {
  agents,
  answer,
  card,
  door,
  field,
  fresh,
  history,
  list,
  notifications,
  pages,
  passkeys,
  people,
  refusals,
  settings,
  shell,
  telegram,
  time,
  timeline,
  warning,
  welcome,
  words,
};
