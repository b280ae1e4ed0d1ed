/** Times and how long something lasts. */
export const time = {
  hours: (hours: number, minutes: number) => `${hours} h ${minutes} m`,
  days: (days: number, hours: number) => `${days} d ${hours} h`,
  left: (rest: string) => `${rest} left`,
  over: "Time is up",
  justNow: "just now",
};
