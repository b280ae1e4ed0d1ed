import type { Texts } from "../index.ts";

export const site: Texts["site"] = {
  title: "Der Eingang ist nicht gebaut",
  notBuilt:
    "Dieses Loopgate läuft aus seinen Quellen. Bauen Sie den Eingang einmal, und starten Sie Loopgate dann neu:",
};
