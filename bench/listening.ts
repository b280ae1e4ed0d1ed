// A process full of agents that stay connected: one for each request that it is told. All hang up when the process is let go.
import { once } from "node:events";
import { openPeer, type Door, type Peer } from "./peers.ts";

const port = Number(process.argv[2]);
const door = process.argv[3] as Door;
const [ids] = (await once(process, "message")) as [readonly string[]];
const peers: Peer[] = [];
for (const id of ids) peers.push(await openPeer(door, port, id));
process.send?.("connected");
await once(process, "disconnect");
for (const { close } of peers) close();
