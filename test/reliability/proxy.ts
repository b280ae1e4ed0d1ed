/**
 * A wire between the servers and PostgreSQL that can be cut right behind a statement: the database has done what was asked, and
 * its answer never arrives. That is the commit of which nobody knows whether it was saved.
 */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Chance } from "./chance.ts";

export type Proxy = {
  readonly port: number;
  /** From now on about one in so many of the database's answers is swallowed, and its connection cut; 0: none. */
  swallow(oneIn: number): void;
  swallowed(): number;
  close(): Promise<void>;
};

export async function startProxy(target: { host: string; port: number }, chance: Chance): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let oneIn = 0;
  let swallowed = 0;

  const server = createServer((near) => {
    const far = connect(target);
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket
        .setNoDelay(true)
        .on("error", cut)
        .on("close", () => {
          sockets.delete(socket);
          cut();
        });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      if (oneIn === 0 || chance.fraction() >= 1 / oneIn) return near.write(bytes);
      swallowed += 1;
      return cut();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    swallow: (rate) => void (oneIn = rate),
    swallowed: () => swallowed,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
