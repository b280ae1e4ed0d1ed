/** Where the web inbox should be, and was not built. */
export const site = {
  title: "The web inbox is not built",
  notBuilt: "This Loopgate runs from its sources. Build the inbox once, then start Loopgate again:",
};
