import { expect, test } from "vitest";
import { openLoopgate, PORT } from "../loopgate.fixture.ts";

const own = `http://localhost:${PORT}`;
const guest = "https://app.example.com";

test.each(["/health", "/hitl/pending", "/docs", "/openapi.json", "/api/auth/ways", "/nowhere", "/api/user/me"])(
  "%s, refused or not, can be framed by nobody, runs nothing inline and is kept by nobody",
  async (path) => {
    const { get } = await openLoopgate();
    for (const given of [{}, { host: "evil.example" }, { authorization: "Bearer wrong" }] as Record<string, string>[]) {
      const { headers } = await get(path, given);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect([headers.get("x-content-type-options"), headers.get("x-frame-options")]).toEqual(["nosniff", "DENY"]);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  },
);

test("no page of another origin may read anything, but those that ALLOWED_ORIGINS names", async () => {
  const strict = await openLoopgate();
  expect((await strict.get("/health", { origin: guest })).status).toBe(403);
  const { get, call } = await openLoopgate({ config: { allowedOrigins: [guest] } });
  // A form of its own, sent to ours: that would sign its visitor in as somebody else.
  const form = { origin: guest, "sec-fetch-mode": "navigate", "content-type": "application/x-www-form-urlencoded" };
  expect((await call("POST", "/oauth/sign-in", { headers: form, body: "username=eve&password=x" })).status).toBe(403);
  const told = await get("/health", { origin: guest });
  expect([told.status, told.headers.get("access-control-allow-origin")]).toEqual([200, guest]);
  expect(told.headers.get("access-control-allow-credentials")).toBeNull();
  const preflight = await call("OPTIONS", "/hitl/request", {
    headers: { origin: guest, "access-control-request-method": "POST" },
  });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, guest]);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("Authorization");
  for (const origin of ["https://app.example.com:444", "https://evil.example", "null"]) {
    const refused = await get("/health", { origin });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  }
});

test("a write that the browser says comes from another host of the same site is refused", async () => {
  const { post, get } = await openLoopgate();
  const body = { session_id: "s", client_id: "c" };
  expect((await post("/hitl/register", body, { "sec-fetch-site": "same-site" })).status).toBe(403);
  expect((await post("/hitl/register", body, { "sec-fetch-site": "same-origin", origin: own })).status).toBe(200);
  expect((await get("/health", { "sec-fetch-site": "same-site" })).status).toBe(200);
});

test("over https the browser is told to stay there, and the cookie is one that no other software sets", async () => {
  const publicUrl = new URL("https://gate.example.com");
  const { post, get } = await openLoopgate({ config: { publicUrl, mode: "served" } });
  expect((await get("/health")).headers.get("strict-transport-security")).toContain("max-age=63072000");
  const account = { username: "ann", password: "SecurePassword123!" };
  await post("/api/auth/register", account);
  const signedIn = await post("/api/auth/login", account);
  expect(signedIn.headers.getSetCookie()[0]).toMatch(
    /^__Host-loopgate=\S+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
});
