/** Waking this browser when a request waits. */
export const notifications = {
  title: "Notifications",
  explain:
    "This browser tells you when a request waits, also while Loopgate is closed. A notification says nothing of what is asked.",
  turnOn: "Turn on",
  turnOff: "Turn off",
  test: "Show a test",
  testTitle: "This is how a request knocks",
  states: {
    on: "On in this browser",
    off: "Off in this browser",
    blocked: "Blocked by this browser",
    impossible: "Not possible here",
  },
  blockedHint: "Allow notifications for this page in the browser's own settings, then come back.",
  needsHttps: "Browsers give notifications on HTTPS and at localhost only.",
  impossibleHint: "This browser has no notifications. On an iPhone or iPad, add Loopgate to the home screen first.",
  viewerHint: "Your role answers nothing, so nobody would wait for you.",
  noKey: "This Loopgate sends no notifications.",
  install: "Install Loopgate",
  installHint: "Your browser's menu can put Loopgate on the home screen or among the programs.",
};
