import type { Texts } from "../index.ts";

export const permission: Texts["permission"] = {
  wants: (program) => `${program} bittet um Erlaubnis, dieses Werkzeug zu benutzen. Was Sie ändern, wird es ausführen.`,
  asks: (question, options) => {
    const explained = options.filter(({ description }) => description !== undefined && description !== "");
    return [question, ...explained.map(({ label, description }) => `${label}: ${description}`)].join("\n");
  },
  asksSeveral: (program) => `${program} hat Fragen.`,
};
