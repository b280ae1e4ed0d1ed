/** The program cannot start as it is set up. The message is one sentence that says what to do; no stack is worth showing. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
}

/**
 * The work was not done because something it stands on is missing for now; doing it again later is right.
 * `overloaded`: too much waits already; `unavailable`: the database is gone, full or read-only.
 */
export class Unavailable extends Error {
  override readonly name: string = "Unavailable";
  readonly code: "overloaded" | "unavailable";

  constructor(code: "overloaded" | "unavailable", message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
