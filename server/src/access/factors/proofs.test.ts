import { LoopgateError, type DecisionProof, type DecisionStatement } from "@loopgate/contract";
import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import type { Database } from "../../db/db.ts";
import { openLoopgate, OPERATOR } from "../../loopgate.fixture.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { bearer, cookieOf, PASSWORD } from "../accounts.fixture.ts";
import type { AccountPrincipal } from "../principal.ts";
import { openProofs } from "./proofs.fixture.ts";
import { createBrowserKey, enrol, inBrowser, signed, visitor } from "./passkeys.fixture.ts";

const statement: DecisionStatement = {
  kind: "decision",
  request_id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10",
  shown_digest: "a".repeat(64),
  reply: { kind: "approve" },
};
const OTHERS: readonly DecisionStatement[] = [
  { ...statement, reply: { kind: "reject" } },
  { ...statement, shown_digest: "b".repeat(64) },
  { ...statement, request_id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b11" },
];

/** Ann at her browser, whose sign-in has a key, and whoever checks what she decides. */
async function scene(database: Database) {
  const loopgate = await openLoopgate({ world: { database } });
  const ann = await visitor(loopgate, "ann");
  const key = createBrowserKey();
  const signedIn = await loopgate.post("/api/auth/login", {
    username: "ann",
    password: PASSWORD,
    browser_key: key.spki,
  });
  const withKey = inBrowser(loopgate, cookieOf(signedIn));
  const signIns = await database
    .query<{ sign_ins: { id: string; browser_key: string | null } }>()
    .selectFrom("sign_ins")
    .select(["id", "browser_key"])
    .execute();
  const idOf = (hasKey: boolean) => signIns.find((each) => (each.browser_key !== null) === hasKey)?.id ?? "";
  const principal = (more: Partial<AccountPrincipal> = {}): AccountPrincipal => ({
    kind: "account",
    tenantId: ann.id as AccountPrincipal["tenantId"],
    role: "owner",
    accountId: ann.id,
    username: "ann",
    signInId: idOf(true),
    by: "cookie",
    ...more,
  });
  const proofs = openProofs(database);
  const said = (proof: DecisionProof | undefined, more: Partial<AccountPrincipal> = {}, what = statement) =>
    proofs
      .verify({ request: new Request("http://localhost/"), account: principal(more), statement: what, proof })
      .catch((error: unknown) => {
        if (error instanceof LoopgateError) return error.code;
        throw error;
      });
  return { loopgate, ann, key, withKey, without: { signInId: idOf(false) }, principal, proofs, said };
}

describeEachDatabase(
  "a decision is shown to be a person's",
  MIGRATIONS,
  (databases) => {
    test("by the key of the browser that signed in, over this very answer", async () => {
      const { key, said, without } = await scene(await databases.open());
      const proof = { browser_signature: key.sign(statement) };
      expect(await said(proof)).toBe("session");
      for (const other of OTHERS) expect(await said(proof, {}, other)).toBe("proof_wrong");
      expect(await said({ browser_signature: createBrowserKey().sign(statement) })).toBe("proof_wrong");
      expect(await said({ browser_signature: "A".repeat(86) })).toBe("proof_wrong");
      // The cookie of another sign-in of the same account, where no key was bound.
      expect(await said(proof, without)).toBe("proof_wrong");
    });

    test("never by a bare cookie or by a token", async () => {
      const { key, said } = await scene(await databases.open());
      expect(await said(undefined)).toBe("proof_required");
      expect(await said({ browser_signature: key.sign(statement) }, { by: "token" })).toBe("proof_wrong");
      expect(await said({ password: PASSWORD }, { by: "token" })).toBe("proof_wrong");
    });

    test("by the password, as often as signing in allows", async () => {
      const { said, without } = await scene(await databases.open());
      expect(await said({ password: PASSWORD }, without)).toBe("session");
      for (let tries = 1; tries < 10; tries++) expect(await said({ password: "wrong" }, without)).toBe("proof_wrong");
      expect(await said({ password: PASSWORD }, without)).toBe("rate_limited");
    });

    test("by a passkey that signed this very answer, once, by this sign-in", async () => {
      const { ann, said, without, proofs, principal } = await scene(await databases.open());
      await expect(proofs.challenge(principal(), statement)).rejects.toMatchObject({ code: "proof_required" });
      const { authenticator } = await enrol(ann);
      const use = async (what = statement, lies = {}) => {
        const { nonce, challenge, rp_id: rpId } = await proofs.challenge(principal(), what);
        return { passkey: { nonce, assertion: authenticator.sign({ options: { challenge, rpId } }, lies) } };
      };
      const { allow_credentials: credentials } = await proofs.challenge(principal(), statement);
      expect(credentials).toEqual([{ id: authenticator.id, type: "public-key", transports: ["internal"] }]);
      const proof = await use();
      expect(await said(proof, without)).toBe("proof_wrong");
      for (const other of OTHERS) expect(await said(proof, {}, other)).toBe("proof_wrong");
      expect(await said(proof)).toBe("passkey");
      expect(await said(proof)).toBe("proof_wrong");
      expect(await said(await use(statement, { unverified: true }))).toBe("proof_wrong");
      expect(await said(await use(statement, { origin: "http://localhost:3000" }))).toBe("proof_wrong");
      for (const other of OTHERS) expect(await said(await use(other))).toBe("proof_wrong");
      expect(await said({ passkey: signed(authenticator, await freshOptions(ann)) })).toBe("proof_wrong");
      // And what was signed for a decision is no fresh use of the factor.
      const invited = await ann.post("/api/tenant/invitations", { role: "viewer", ...(await use()) });
      expect(invited.body["code"]).toBe("passkey_failed");
    });
  },
  ["SQLite memory", "PostgreSQL"],
);

async function freshOptions({ post }: Awaited<ReturnType<typeof visitor>>) {
  const { body } = await post("/api/user/fresh");
  return body["passkey"] as Parameters<typeof signed>[1];
}

test("a browser key is bound at signing in, or afterwards with the factor anew, once", async () => {
  const { loopgate, ann, withKey, key } = await scene((await openLoopgate()).database);
  const browserKey = { browser_key: createBrowserKey().spki };
  expect((await withKey.passkeys()).body["browser_key"]).toBe(true);
  expect((await ann.passkeys()).body["browser_key"]).toBe(false);
  const path = "/api/auth/browser-key";
  expect((await loopgate.post(path, { ...browserKey, password: PASSWORD }, ann.headers)).status).toBe(401);
  expect((await ann.post(path, browserKey)).body["code"]).toBe("invalid_request");
  expect((await ann.post(path, { ...browserKey, password: "wrong" })).body["code"]).toBe("sign_in_failed");
  expect((await ann.post(path, { ...browserKey, password: PASSWORD })).status).toBe(200);
  expect((await ann.passkeys()).body["browser_key"]).toBe(true);
  expect((await ann.post(path, { browser_key: key.spki, password: PASSWORD })).body["code"]).toBe("browser_key_bound");
});

test.each([createBrowserKey("P-384").spki, "A".repeat(122), createBrowserKey("secp256k1").spki])(
  "what is no key on P-256 is refused before anybody signs in: %s",
  async (browserKey) => {
    const loopgate = await openLoopgate();
    const signIn = { username: "ann", password: PASSWORD, browser_key: browserKey };
    const { status, body, headers } = await loopgate.post("/api/auth/login", signIn);
    expect([status, body.errors]).toMatchObject([422, [{ path: "browser_key" }]]);
    expect(headers.getSetCookie()).toEqual([]);
  },
);

test("who becomes the owner or joins is signed in with the key of his browser", async () => {
  const loopgate = await openLoopgate();
  const key = createBrowserKey();
  const codeOf = (link: unknown) => String(link).split("#")[1];
  const made = await loopgate.post("/api/operator/owner", {}, bearer(OPERATOR));
  const claim = { code: codeOf(made.body["link"]), username: "olga", password: PASSWORD, browser_key: key.spki };
  const claimed = await loopgate.post("/api/auth/owner", claim);
  expect([claimed.status, claimed.body["username"]]).toEqual([200, "olga"]);
  const olga = inBrowser(loopgate, cookieOf(claimed));
  expect((await olga.passkeys()).body["browser_key"]).toBe(true);
  expect((await loopgate.post("/api/auth/owner", claim)).body["code"]).toBe("code_invalid");

  const invited = await olga.post("/api/tenant/invitations", { role: "responder", password: PASSWORD });
  const used = { code: codeOf(invited.body["link"]), username: "rita", password: PASSWORD, browser_key: key.spki };
  const joined = await loopgate.post("/api/auth/join", used);
  expect([joined.status, joined.body["username"]]).toEqual([200, "rita"]);
  const rita = inBrowser(loopgate, cookieOf(joined));
  expect((await rita.passkeys()).body["browser_key"]).toBe(true);
  const me = await loopgate.call("GET", "/api/user/me", { headers: rita.browser });
  expect(me.body["tenant"]).toMatchObject({ id: "local", role: "responder" });
  expect((await loopgate.post("/api/auth/join", { ...used, username: "eve" })).body["code"]).toBe("code_invalid");
});
