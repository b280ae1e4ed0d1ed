import { parseArgs } from "node:util";
import { createBridge } from "../bridge/bridge.ts";
import { createHouse } from "../bridge/house.ts";
import { linesOf } from "../bridge/lines.ts";
import { createPost, endpointOf } from "../bridge/post.ts";
import { ownVersion } from "../own-version.ts";
import type { ExitCode, Shell } from "../shell.ts";
import { texts } from "../texts.ts";

/** Longer lines are not even read for whose they are, in bytes. */
const LONGEST_KEPT = 8 * 1024 * 1024;

/**
 * Speaks MCP on stdin and stdout for a client that starts it, and carries it to a running server, or to one that it runs
 * itself where there is none. Exits 0 when the client is gone.
 */
export async function mcp(args: readonly string[], shell: Shell): Promise<ExitCode> {
  parseArgs({ args: [...args], options: {} });
  const { environment, world, peer, err } = shell;
  const { url, apiKey } = environment;
  const stop = shell.interruption();
  if (shell.ask) err.line(texts.mcp.byHand);
  const house = createHouse({
    environment,
    world,
    loadServer: shell.loadServer,
    started: (at) => err.line(texts.mcp.embedded(at)),
  });
  const bridge = createBridge({
    post: createPost({ address: endpointOf(url), apiKey, world, reached: house.reached }),
    house,
    write: (line) => peer.write(`${line}\n`),
    told: (sentence) => err.line(sentence),
    world,
    url,
    version: ownVersion(),
  });
  try {
    for await (const line of linesOf(peer.read(stop), LONGEST_KEPT)) bridge.take(line);
  } finally {
    await bridge.close();
    await house.close();
  }
  return 0;
}
