import { card } from "./de/card.ts";
import { consent } from "./de/consent.ts";
import { factors } from "./de/factors.ts";
import { join } from "./de/join.ts";
import { linking } from "./de/linking.ts";
import { permission } from "./de/permission.ts";
import { push } from "./de/push.ts";
import { samples } from "./de/samples.ts";
import { site } from "./de/site.ts";
import { telegram } from "./de/telegram.ts";
import { en } from "./en.ts";
import type { Texts } from "./index.ts";

/** The command line and the notes that its cards carry stay in English. */
const { hook, mcp, terminal } = en;

export const de: Texts = {
  card,
  consent,
  factors,
  hook,
  join,
  linking,
  mcp,
  permission,
  push,
  samples,
  site,
  telegram,
  terminal,
};
