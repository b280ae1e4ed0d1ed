/** A web server that agents name as their callback: it writes down each end that it is told, and now and then does not take it. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ended } from "./audit.ts";
import { stateIn, type State } from "./caller.ts";

export type Hook = {
  readonly url: string;
  /** How often an end was told; some are told again, since nobody knew whether they had arrived. */
  told(): number;
  /** Ends that were never told, or told as something else. */
  faults(ends: readonly Ended[]): readonly string[];
  close(): Promise<void>;
};

export async function startHook(fraction: () => number): Promise<Hook> {
  const states = new Map<string, Set<State>>();
  /** Each may fail once: the pause after a second failure is longer than a campaign. */
  const failed = new Set<string>();
  let told = 0;
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const id = String(request.headers["webhook-id"]);
      if (!failed.has(id) && fraction() < 0.1) {
        failed.add(id);
        return response.writeHead(503).end();
      }
      const { data } = JSON.parse(text) as { data: { request_id: string } };
      states.set(data.request_id, (states.get(data.request_id) ?? new Set()).add(stateIn(data)));
      told += 1;
      return response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    told: () => told,
    faults: (ends) =>
      ends.flatMap(({ which, state }) => {
        const heard = [...(states.get(which.made?.id ?? "") ?? [])];
        if (heard.length === 0) return [`${which.message} is ${state}, and no webhook told it`];
        return heard
          .filter((each) => each !== state)
          .map((each) => `${which.message} is ${state}, a webhook told ${each}`);
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
