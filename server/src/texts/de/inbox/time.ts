import type { InboxTexts } from "../../inbox.ts";

export const time: InboxTexts["time"] = {
  hours: (hours, minutes) => `${hours} h ${minutes} min`,
  days: (days, hours) => `${days} T ${hours} h`,
  left: (rest) => `noch ${rest}`,
  over: "Die Zeit ist um",
  justNow: "gerade eben",
};
