import { createHash } from "node:crypto";
import { canonical, type NewPasskeyAsked, type PasskeyAsked } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { systemClock } from "../../kit/clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { bearer, cookieOf, PASSWORD } from "../accounts.fixture.ts";
import { createAuthenticator } from "./authenticator.fixture.ts";
import { begin, enrol, inBrowser, ORIGIN, signed, signInBy, visitor } from "./passkeys.fixture.ts";

describeEachDatabase(
  "passkeys",
  MIGRATIONS,
  (databases) => {
    const open = async () => openLoopgate({ world: { database: await databases.open() } });

    test("are added with the password first, told, and sign in by themselves", async () => {
      const loopgate = await open();
      const ann = await visitor(loopgate, "ann");
      expect((await ann.passkeys()).body).toEqual({ passkeys: [], rp_id: "localhost", browser_key: false });
      const { authenticator, added } = await enrol(ann, { name: "Ann's phone" });
      expect([added.status, added.body]).toMatchObject([
        201,
        { name: "Ann's phone", rp_id: "localhost", last_used_at: null },
      ]);
      const signedIn = await signInBy(loopgate, authenticator);
      expect([signedIn.status, signedIn.body]).toEqual([
        200,
        { token: expect.any(String), user_id: ann.id, username: "ann" },
      ]);
      const token = bearer(String(signedIn.body["token"]));
      expect((await loopgate.get("/api/user/me", token)).body).toMatchObject({ username: "ann" });
      const there = inBrowser(loopgate, cookieOf(signedIn));
      const { body } = await there.passkeys();
      expect(body["passkeys"]).toMatchObject([{ name: "Ann's phone", last_used_at: expect.any(String) }]);
    });

    test("sign nobody in whose signature is another's, not here, not verified, in a frame, or for another challenge", async () => {
      const loopgate = await open();
      const ann = await visitor(loopgate, "ann");
      const { authenticator } = await enrol(ann);
      const lies = [
        { origin: "http://localhost:9999" },
        { origin: "https://localhost:8080" },
        { origin: "http://evil.example" },
        { rpId: "evil.example" },
        { unverified: true },
        { crossOrigin: true },
        { challenge: Buffer.alloc(32).toString("base64url") },
        { userHandle: Buffer.from("somebody else").toString("base64url") },
      ];
      for (const lie of lies) {
        const { status, body } = await signInBy(loopgate, authenticator, { lies: lie });
        expect([lie, status, body["code"]]).toEqual([lie, 401, "passkey_failed"]);
      }
      const stranger = createAuthenticator({ origin: ORIGIN });
      expect((await signInBy(loopgate, stranger)).body["code"]).toBe("passkey_failed");
      expect((await signInBy(loopgate, { ...authenticator, sign: forgedBy(authenticator.id) })).status).toBe(401);
      expect((await signInBy(loopgate, authenticator)).status).toBe(200);
    });

    test("sign in once by each nonce, within two minutes, and by none that was made for something else", async () => {
      let late = 0;
      const clock = { ...systemClock, now: () => systemClock.now() + late };
      const loopgate = await openLoopgate({ world: { database: await databases.open() }, clock });
      const ann = await visitor(loopgate, "ann");
      const { authenticator } = await enrol(ann);
      const options = async () =>
        (await loopgate.post("/api/auth/passkey/options", {})).body as unknown as PasskeyAsked;
      const used = signed(authenticator, await options());
      const answers = await Promise.all([1, 2, 3].map(() => loopgate.post("/api/auth/passkey", used)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(2);

      const fresh = (await ann.post("/api/user/fresh")).body["passkey"] as PasskeyAsked;
      expect((await loopgate.post("/api/auth/passkey", signed(authenticator, fresh))).status).toBe(401);
      const asked = await options();
      for (const nonce of [fresh.nonce, `${asked.nonce}=`, asked.nonce.toUpperCase(), "x"])
        expect((await loopgate.post("/api/auth/passkey", { ...signed(authenticator, asked), nonce })).status).toBe(401);
      // Another spelling of the same bytes is no second nonce.
      const spelled = `${asked.nonce}=`;
      const challenge = createHash("sha256")
        .update(canonical({ kind: "sign_in", nonce: spelled }))
        .digest("base64url");
      const twice = { ...signed(authenticator, asked, { challenge }), nonce: spelled };
      expect((await loopgate.post("/api/auth/passkey", twice)).status).toBe(401);
      late = 119_000;
      expect((await loopgate.post("/api/auth/passkey", signed(authenticator, asked))).status).toBe(200);
      const old = await options();
      late += 121_000;
      expect((await loopgate.post("/api/auth/passkey", signed(authenticator, old))).status).toBe(401);
    });

    test("that count their uses are refused once a copy of them has counted on", async () => {
      const loopgate = await open();
      const ann = await visitor(loopgate, "ann");
      const { authenticator } = await enrol(ann, { counts: true });
      expect((await signInBy(loopgate, authenticator, { lies: { counter: 7 } })).status).toBe(200);
      for (const counter of [0, 6, 7])
        expect((await signInBy(loopgate, authenticator, { lies: { counter } })).body["code"]).toBe("passkey_failed");
      const both = await Promise.all([8, 8].map((counter) => signInBy(loopgate, authenticator, { lies: { counter } })));
      expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 401]));
    });

    test("are added by nothing that was not made here, for this account, by somebody who was verified", async () => {
      const loopgate = await open();
      const [ann, ben] = [await visitor(loopgate, "ann"), await visitor(loopgate, "ben")];
      const add = async (by: typeof ann, made: NewPasskeyAsked, lies = {}) => {
        const response = createAuthenticator({ origin: ORIGIN }).make(made, lies);
        return by.post("/api/user/passkeys", { nonce: made.nonce, response, password: PASSWORD });
      };
      const lies = [
        { origin: "http://localhost:9999" },
        { rpId: "evil.example" },
        { unverified: true },
        { crossOrigin: true },
        { challenge: Buffer.alloc(32).toString("base64url") },
        { attestation: { fmt: "packed", x5c: Buffer.from("a certificate") } },
        { attestation: { fmt: "apple", x5c: Buffer.from("a certificate") } },
      ];
      for (const lie of lies) {
        const { status, body } = await add(ann, await begin(ann), lie);
        expect([lie, status, body["code"]]).toEqual([lie, 401, "passkey_failed"]);
      }
      expect((await add(ben, await begin(ann))).body["code"]).toBe("passkey_failed");
      const made = await begin(ann);
      expect((await add(ann, made)).status).toBe(201);
      // Its nonce was used; and the password alone adds no second one.
      expect((await add(ann, made)).body["code"]).toBe("passkey_required");
    });

    test("change a password where there is one; else the old one does, and every other sign-in ends", async () => {
      const loopgate = await openLoopgate({ world: { database: await databases.open() } });
      const ann = await visitor(loopgate, "ann");
      const signIn = (password: string) => loopgate.post("/api/auth/login", { username: "ann", password });
      const other = inBrowser(loopgate, cookieOf(await signIn(PASSWORD)));
      const change = (new_password: string, given: object) =>
        ann.post("/api/user/password", { new_password, ...given });
      const [second, third] = ["a second long password", "a third long password"];
      expect((await change(second, {})).body["code"]).toBe("invalid_request");
      expect((await change(second, { password: "guess guess guess" })).body["code"]).toBe("sign_in_failed");
      const weak = await change("annannannannann", { password: PASSWORD });
      expect([weak.status, weak.body.errors?.map(({ path }) => path)]).toEqual([422, ["new_password"]]);
      expect((await signIn(PASSWORD)).status).toBe(200);
      expect((await change(second, { password: PASSWORD })).status).toBe(200);
      expect([(await signIn(PASSWORD)).status, (await signIn(second)).status]).toEqual([401, 200]);
      expect([(await ann.passkeys()).status, (await other.passkeys()).status]).toEqual([200, 401]);
      const { authenticator } = await enrol(ann, { password: second });
      expect((await change(third, { password: second })).body["code"]).toBe("passkey_required");
      expect((await change(third, await ann.fresh(authenticator))).status).toBe(200);
      expect((await signIn(third)).status).toBe(200);
      await vi.waitFor(async () => {
        const { body } = await loopgate.get("/api/events?limit=200", ann.browser);
        const types = (body["events"] as readonly { readonly type: string }[]).map(({ type }) => type);
        expect(types.filter((type) => type === "account.password_reset")).toHaveLength(2);
      });
    });

    test("are not begun with a wrong password, nor with a right one where a passkey is wanted", async () => {
      const loopgate = await openLoopgate({ world: { database: await databases.open() } });
      const ann = await visitor(loopgate, "ann");
      const begun = async (password: string) => (await ann.post("/api/user/passkeys/options", { password })).body;
      expect((await begun("guess guess guess"))["code"]).toBe("sign_in_failed");
      expect(await begun(PASSWORD)).toHaveProperty("nonce");
      await enrol(ann);
      expect((await begun(PASSWORD))["code"]).toBe("passkey_required");
    });

    test("are added and removed with a passkey once there is one, each signature for one call of one sign-in", async () => {
      const loopgate = await open();
      const ann = await visitor(loopgate, "ann");
      const { authenticator, id } = await enrol(ann);
      const second = createAuthenticator({ origin: ORIGIN });
      const made = await begin(ann);
      expect(made.options.excludeCredentials.map((each) => each.id)).toEqual([authenticator.id]);
      const adding = { nonce: made.nonce, response: second.make(made) };
      const refused = async (given: object, code: string) => {
        const { body } = await ann.post("/api/user/passkeys", { ...adding, ...given });
        expect(body["code"]).toBe(code);
      };
      await refused({ password: PASSWORD }, "passkey_required");
      await refused({}, "invalid_request");
      await refused({ ...(await ann.fresh(authenticator)), password: PASSWORD }, "invalid_request");
      await refused(await ann.fresh(second), "passkey_failed");
      await refused(await ann.fresh((await enrol(await visitor(loopgate, "ben"))).authenticator), "passkey_failed");
      const other = inBrowser(loopgate, cookieOf(await signInBy(loopgate, authenticator)));
      await refused(await other.fresh(authenticator), "passkey_failed");
      const once = await ann.fresh(authenticator);
      expect((await ann.post("/api/user/passkeys", { ...adding, ...once })).status).toBe(201);
      expect((await ann.del(`/api/user/passkeys/${id}`, once)).body["code"]).toBe("passkey_failed");
      expect((await ann.del(`/api/user/passkeys/${id}`, { password: PASSWORD })).body["code"]).toBe("passkey_required");
      expect((await ann.del(`/api/user/passkeys/${id}`, await ann.fresh(second))).status).toBe(200);
      expect((await signInBy(loopgate, authenticator)).body["code"]).toBe("passkey_failed");
      expect((await ann.del(`/api/user/passkeys/${id}`, await ann.fresh(second))).body["code"]).toBe(
        "passkey_not_found",
      );
    });

    test("of one account are nobody else's to see or to remove, and one is no two accounts'", async () => {
      const loopgate = await open();
      const [ann, ben] = [await visitor(loopgate, "ann"), await visitor(loopgate, "ben")];
      const { authenticator, id } = await enrol(ann);
      expect((await ben.passkeys()).body["passkeys"]).toEqual([]);
      expect((await ben.del(`/api/user/passkeys/${id}`, { password: PASSWORD })).body["code"]).toBe(
        "passkey_not_found",
      );
      const made = await begin(ben);
      const response = authenticator.make(made);
      const taken = await ben.post("/api/user/passkeys", { nonce: made.nonce, response, password: PASSWORD });
      expect(taken.body["code"]).toBe("passkey_failed");
      expect((await ann.passkeys()).body["passkeys"]).toHaveLength(1);
    });

    test("are twenty of an account at most", async () => {
      const loopgate = await open();
      const ann = await visitor(loopgate, "ann");
      const { authenticator } = await enrol(ann);
      const passkeys = loopgate.database.query<{ passkeys: Record<string, unknown> }>();
      const row = await passkeys.selectFrom("passkeys").selectAll().executeTakeFirstOrThrow();
      for (let at = 1; at < 20; at++)
        await passkeys
          .insertInto("passkeys")
          .values({ ...row, id: `${at}`, credential_id: `${at}` })
          .execute();
      expect((await ann.post("/api/user/passkeys/options")).body["code"]).toBe("too_many_passkeys");
      const fresh = await ann.fresh(authenticator);
      const response = createAuthenticator({ origin: ORIGIN }).make(fakeOptions);
      const full = await ann.post("/api/user/passkeys", { nonce: "x", response, ...fresh });
      expect(full.body["code"]).toBe("too_many_passkeys");
    });
  },
  ["SQLite memory", "PostgreSQL"],
);

/** Signs with a key of its own in the name of another passkey. */
function forgedBy(id: string) {
  const { sign } = createAuthenticator({ origin: ORIGIN });
  return (...call: Parameters<typeof sign>) => ({ ...sign(...call), id, rawId: id });
}

const fakeOptions = {
  nonce: "x",
  options: { challenge: "x", rp: { id: "localhost" }, user: { id: "x" } },
} as unknown as NewPasskeyAsked;

test("are given at an https address with a name, and at localhost; elsewhere it is said what to do", async () => {
  const at = async (publicUrl: string) => {
    const loopgate = await openLoopgate({ config: { publicUrl: new URL(publicUrl), registration: "open" } });
    const { status, body } = await loopgate.post("/api/auth/passkey/options", {});
    return [status, body["code"] ?? (body["options"] as { rpId: string }).rpId];
  };
  expect(await at("https://gate.example.com")).toEqual([200, "gate.example.com"]);
  expect(await at("http://localhost:8080")).toEqual([200, "localhost"]);
  for (const url of ["http://gate.example.com", "http://192.168.1.7:8080", "https://192.168.1.7", "https://[::1]:8443"])
    expect([url, ...(await at(url))]).toEqual([url, 409, "passkeys_need_https"]);
});

test("that were made for another host are told apart from none, with the way out", async () => {
  const loopgate = await openLoopgate();
  const ann = await visitor(loopgate, "ann");
  await enrol(ann);
  await loopgate.database
    .query<{ passkeys: { rp_id: string } }>()
    .updateTable("passkeys")
    .set({ rp_id: "old.example" })
    .execute();
  const { body } = await ann.post("/api/auth/browser-key", { browser_key: "A".repeat(122), password: PASSWORD });
  expect([body["code"], body["detail"]]).toEqual(["invalid_request", expect.any(String)]);
  const invited = await ann.post("/api/tenant/invitations", { role: "viewer", password: PASSWORD });
  expect(invited.body["code"]).toBe("passkey_required");
  expect(invited.body["detail"]).toContain("old.example");
  expect(invited.body["detail"]).toContain("--remove-passkeys");
});

test("only a browser's page of ours sees to passkeys, no token and no page of another port", async () => {
  const loopgate = await openLoopgate();
  const ann = await visitor(loopgate, "ann");
  const calls = [
    ["GET", "/api/user/passkeys"],
    ["POST", "/api/user/passkeys/options"],
    ["POST", "/api/user/fresh"],
  ] as const;
  for (const [method, path] of calls) {
    expect((await loopgate.call(method, path, { headers: ann.headers })).status).toBe(401);
    const elsewhere = { cookie: ann.cookie, origin: "http://localhost:3000" };
    expect((await loopgate.call(method, path, { headers: elsewhere })).status).toBe(403);
  }
});
