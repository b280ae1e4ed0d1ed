import { card } from "./en/card.ts";
import { consent } from "./en/consent.ts";
import { factors } from "./en/factors.ts";
import { hook } from "./en/hook.ts";
import { join } from "./en/join.ts";
import { linking } from "./en/linking.ts";
import { mcp } from "./en/mcp.ts";
import { permission } from "./en/permission.ts";
import { push } from "./en/push.ts";
import { samples } from "./en/samples.ts";
import { site } from "./en/site.ts";
import { telegram } from "./en/telegram.ts";
import { terminal } from "./en/terminal.ts";

export const en = {
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
