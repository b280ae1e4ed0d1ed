import type { InboxTexts } from "@loopgate/server/texts/inbox";
import { Bot, History, Inbox, Settings, Users, type LucideIcon } from "lucide-react";

/** A screen with an address of its own, in the rail and in the tab bar. */
export type Screen = {
  readonly name: keyof InboxTexts["shell"] & ("inbox" | "history" | "people" | "agents" | "settings");
  readonly path: string;
  readonly icon: LucideIcon;
};

/** In the order in which they stand. */
export const SCREENS: readonly Screen[] = [
  { name: "inbox", path: "/", icon: Inbox },
  { name: "history", path: "/history", icon: History },
  { name: "people", path: "/people", icon: Users },
  { name: "agents", path: "/agents", icon: Bot },
  { name: "settings", path: "/settings", icon: Settings },
];
