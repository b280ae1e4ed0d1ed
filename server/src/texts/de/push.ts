import type { Texts } from "../index.ts";

export const push: Texts["push"] = {
  waiting: "Eine Anfrage wartet",
  closed: "Wartet nicht mehr",
};
