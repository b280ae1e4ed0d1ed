/** What a browser shows of a request without its page: nothing of what is asked. */
export const push = {
  waiting: "A request is waiting",
  closed: "No longer waiting",
} as const;
