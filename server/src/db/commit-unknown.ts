import { Unavailable } from "../kit/failures.ts";

/** The connection was lost while a write was on its way: it may be saved or not. Whoever wrote must read to know. */
export class CommitUnknown extends Unavailable {
  override readonly name = "CommitUnknown";

  constructor(options?: ErrorOptions) {
    super(
      "unavailable",
      "The connection to the database was lost before it answered; the change may be saved or not.",
      options,
    );
  }
}
