import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { LookupAddress } from "node:dns";

/** A certificate for client.example, other.example, localhost and 127.0.0.1 that only tests trust. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBwzCCAWqgAwIBAgIUP+PscXjDF+rU5lbrIo3nPUxntmgwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNTG9vcGdhdGUgdGVzdDAgFw0yNjExMjYxMjU5MDJaGA8yMTI2
MTEwMjEyNTkwMlowGDEWMBQGA1UEAwwNTG9vcGdhdGUgdGVzdDBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABBHEHQMhpi2T6E7Ibkqnsce+L0AS9/eJJa9btVTz3s8m
/uWxqUq5IhU/C+pQUXD64cf5xO1eaCtFzhv+xHAyYF6jgY8wgYwwHQYDVR0OBBYE
FG2AZFW1emVV2oHtPPxH2M3P9c16MB8GA1UdIwQYMBaAFG2AZFW1emVV2oHtPPxH
2M3P9c16MA8GA1UdEwEB/wQFMAMBAf8wOQYDVR0RBDIwMIIJbG9jYWxob3N0gg5j
bGllbnQuZXhhbXBsZYINb3RoZXIuZXhhbXBsZYcEfwAAATAKBggqhkjOPQQDAgNH
ADBEAiA7FU9mzS6ql+4HrdGv17TM0liZX1hO7okuqQtoJuGnDAIgMldhTRU9pGj6
M+T6/27+ntz318Mda+AB9kI9mlUugcA=
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnDLs4j7Yj/APSuHH
3nHrD7jXczwkx+/KDyMswkgZK7WhRANCAAQRxB0DIaYtk+hOyG5Kp7HHvi9AEvf3
iSWvW7VU897PJv7lsalKuSIVPwvqUFFw+uHH+cTtXmgrRc4b/sRwMmBe
-----END PRIVATE KEY-----
`;

/** An https server on loopback, and what a guarded client needs to be let through to it and nowhere else. */
export async function serveHttps(listener: RequestListener) {
  const server = createServer({ key: KEY, cert: CERTIFICATE }, listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    /** Names lead to the server, as an entry of a hosts file would. */
    guard: {
      ca: CERTIFICATE,
      permits: (place: { readonly address: string; readonly port: number }) =>
        place.address === "127.0.0.1" && place.port === port,
      resolve: (_: string, __: unknown, done: (error: null, addresses: LookupAddress[]) => void) =>
        done(null, [{ address: "127.0.0.1", family: 4 }]),
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
