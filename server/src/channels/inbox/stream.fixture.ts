import { followStream } from "../../http/stream.fixture.ts";
import { OWN_PAGE } from "./inbox.fixture.ts";

/** A page that follows what happens. */
export function follow(app: Parameters<typeof followStream>[0], headers: Record<string, string>, query = "") {
  return followStream(app, `/api/inbox/events${query}`, { ...OWN_PAGE, ...headers });
}
