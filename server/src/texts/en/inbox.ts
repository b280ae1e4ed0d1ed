import { agents } from "./inbox/agents.ts";
import { door } from "./inbox/door.ts";
import { fresh } from "./inbox/fresh.ts";
import { notifications } from "./inbox/notifications.ts";
import { pages } from "./inbox/pages.ts";
import { passkeys } from "./inbox/passkeys.ts";
import { people } from "./inbox/people.ts";
import { refusals } from "./inbox/refusals.ts";
import { settings } from "./inbox/settings.ts";
import { shell } from "./inbox/shell.ts";
import { telegram } from "./inbox/telegram.ts";
import { welcome } from "./inbox/welcome.ts";

/** What the web inbox says; a file for each of its parts. */
export const inbox = {
  agents,
  door,
  fresh,
  notifications,
  pages,
  passkeys,
  people,
  refusals,
  settings,
  shell,
  telegram,
  welcome,
};
