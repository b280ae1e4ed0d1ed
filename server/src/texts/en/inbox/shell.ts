/** What stands around every screen. */
export const shell = {
  name: "Loopgate",
  skip: "Skip to the content",
  screens: "Screens",
  inbox: "Inbox",
  history: "History",
  people: "People",
  agents: "Agents",
  settings: "Settings",
  notFound: "There is nothing at this address",
  toInbox: "To the inbox",
  waiting: (count: number) => (count === 1 ? "1 request waits" : `${count} requests wait`),
};
