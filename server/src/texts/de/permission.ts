import type { Texts } from "../index.ts";

export const permission: Texts["permission"] = {
  wants: (program) => `${program} bittet um Erlaubnis, dieses Werkzeug zu benutzen. Was Sie ändern, wird es ausführen.`,
  wantsAsIs: (program) => `${program} bittet um Erlaubnis, dieses Werkzeug zu benutzen.`,
  gone: "Am Terminal beantwortet, oder der Agent wartet nicht mehr.",
  cut: "Loopgate konnte nicht länger warten; dem Agenten wurde Nein gesagt.",
  asks: (question, options) => {
    const explained = options.filter(({ description }) => description !== undefined && description !== "");
    return [question, ...explained.map(({ label, description }) => `${label}: ${description}`)].join("\n");
  },
  asksSeveral: (program) => `${program} hat Fragen.`,
};
