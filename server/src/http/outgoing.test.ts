import type { RequestListener } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../kit/clock.ts";
import { createOutgoing, OutgoingRefused, type Outgoing } from "./outgoing.ts";
import { isPublicAddress } from "./public-address.ts";
import { serveHttps } from "./tls.fixture.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

type Options = Partial<Parameters<typeof createOutgoing>[0]>;
function outgoing(options: Options = {}): Outgoing {
  const made = createOutgoing({ clock: systemClock, ...options });
  open.push(made);
  return made;
}
async function serve(listener: RequestListener) {
  const server = await serveHttps(listener);
  open.push(server);
  return server;
}
const call = (url: string, more: object = {}) => ({
  url: new URL(url),
  method: "GET" as const,
  mostBytes: 1_000,
  withinMs: 5_000,
  ...more,
});

/** How one can write an address of one's own machine or net. */
const INNER = [
  "127.0.0.1",
  "127.1",
  "127.255.255.254",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "017700000001",
  "2130706433",
  "①②⑦.0.0.1",
  "127。0。0。1",
  "0.0.0.0",
  "0",
  "localhost",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "198.18.0.1",
  "192.0.2.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "[::]",
  "[::1]",
  "[::ffff:7f00:1]",
  "[::ffff:127.0.0.1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b:1::a00:1]",
  "[2002:7f00:1::]",
  "[2001:0:7f00:1::]",
  "[fe80::1]",
  "[fec0::1]",
  "[fd00:ec2::254]",
  "[ff02::1]",
  "[2001:db8::1]",
  "[3fff::1]",
  "[5f00::1]",
];

describe("SSRF: an address that somebody else has named", () => {
  test.each(INNER)("is not called where it is https://%s", async (host) => {
    await expect(outgoing().send(call(`https://${host}/`))).rejects.toThrow(OutgoingRefused);
  });

  test.each([
    ["plain http", "http://client.example/", "https"],
    ["another scheme", "ftp://client.example/", "https"],
    ["a user name", "https://ann@client.example/", "user name"],
    ["another port than 443", "https://8.8.8.8:8443/", "443"],
  ])("is not called with %s", async (_, url, says) => {
    await expect(outgoing().send(call(url))).rejects.toThrow(says);
  });

  test.each([
    ["an inner address", ["10.0.0.1"]],
    ["an inner address beside a public one", ["8.8.8.8", "::1"]],
    ["nothing", []],
  ])("is not called where its name leads to %s", async (_, addresses) => {
    const answer = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const guarded = outgoing({ resolve: (__, ___, done) => done(null, answer) });
    await expect(guarded.send(call("https://client.example/"))).rejects.toThrow(OutgoingRefused);
  });

  test("is judged again at the other end of the connection, before a byte is sent", async () => {
    let heard = 0;
    const server = await serve((_, response) => {
      heard += 1;
      response.end("secret");
    });
    // As a name would that is public when it is looked at, and inner when it is connected to.
    let asked = 0;
    const guarded = outgoing({ ...server.guard, permits: () => ++asked === 1 });
    await expect(guarded.send(call(`https://client.example:${server.port}/`))).rejects.toThrow(OutgoingRefused);
    expect([asked, heard]).toEqual([2, 0]);
  });

  test("is called by its name where every check passes, and answers whole", async () => {
    const server = await serve((request, response) =>
      response.setHeader("x-host", String(request.headers.host)).end("ok"),
    );
    const answer = await outgoing(server.guard).send(call(`https://client.example:${server.port}/a?b=c`));
    expect([answer.status, String(answer.body), answer.headers["x-host"]]).toEqual([
      200,
      "ok",
      `client.example:${server.port}`,
    ]);
  });

  test("must have a certificate for its name", async () => {
    const server = await serve((_, response) => response.end("ok"));
    await expect(outgoing(server.guard).send(call(`https://bank.example:${server.port}/`))).rejects.toThrow(/altnames/);
    const { ca: _, ...distrusting } = server.guard;
    await expect(outgoing(distrusting).send(call(`https://client.example:${server.port}/`))).rejects.toThrow(
      /self-signed/,
    );
  });

  test("is not followed elsewhere by a redirect", async () => {
    const paths: string[] = [];
    const server = await serve((request, response) => {
      paths.push(String(request.url));
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    const { status } = await outgoing(server.guard).send(call(`https://client.example:${server.port}/`));
    expect([status, paths]).toEqual([302, ["/"]]);
  });

  test("is heard up to a size, and for a time", async () => {
    const server = await serve((request, response) => {
      if (request.url === "/large") response.end("x".repeat(5_000));
      else response.write("never whole");
    });
    const guarded = outgoing(server.guard);
    const base = `https://client.example:${server.port}`;
    await expect(guarded.send(call(`${base}/large`))).rejects.toThrow("more than 1000 bytes");
    await expect(guarded.send(call(`${base}/slow`, { withinMs: 50 }))).rejects.toThrow("within 50 ms");
  });
});

test.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
