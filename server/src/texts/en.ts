import { card } from "./en/card.ts";
import { linking } from "./en/linking.ts";
import { permission } from "./en/permission.ts";
import { telegram } from "./en/telegram.ts";
import { terminal } from "./en/terminal.ts";

export const en = { card, linking, permission, telegram, terminal };
