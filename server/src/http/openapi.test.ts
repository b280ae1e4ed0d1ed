import { describe, expect, test } from "vitest";
import { openLoopgate } from "../loopgate.fixture.ts";
import { openApiDocument } from "./openapi.ts";
import { OPERATIONS } from "./operations.ts";

type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const document = JSON.parse(JSON.stringify(openApiDocument())) as Node & {
  paths: Record<string, Record<string, Node>>;
};

/** Every object in the document. */
function nodes(value: unknown): readonly Node[] {
  if (!isNode(value)) return [];
  return [value, ...Object.values(value).flatMap(nodes)];
}
function at(pointer: string): unknown {
  return pointer
    .slice(2)
    .split("/")
    .reduce<unknown>(
      (node, step) => (isNode(node) ? node[step.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined),
      document,
    );
}

/**
 * Not in the document: the document itself, pages for people, the door that Telegram alone knocks at (its secret is no API), and the one that
 * speaks a protocol of its own (docs/reference/mcp.md).
 */
const UNDOCUMENTED = [
  // The page for people, at an address where nothing is.
  "GET /*",
  "GET /openapi.json",
  "GET /docs",
  "POST /telegram/webhook",
  "POST /mcp",
  "GET /owner",
  "GET /join",
  "GET /link",
  "GET /register",
  "GET /welcome",
  "GET /oauth/authorize",
  "POST /oauth/authorize",
  "POST /oauth/sign-in",
  "GET /pages/style.css",
  "GET /",
  "GET /r/{id}",
  "GET /history",
  "GET /people",
  "GET /agents",
  "GET /settings",
  "GET /theme.js",
  "GET /icon.svg",
  "GET /icon-192.png",
  "GET /icon-512.png",
  "GET /icon-maskable-512.png",
  "GET /apple-touch-icon.png",
  "GET /badge-96.png",
  "GET /manifest.webmanifest",
  "GET /sw.js",
  "GET /assets/{name}",
];

describe("the routes", () => {
  test("of the app are the operations of the document, and the other way round", async () => {
    const telegram = { token: "1:a", apiRoot: "http://127.0.0.1:9", responders: [], mode: "webhook" as const };
    const { app } = await openLoopgate({
      config: { telegram, publicUrl: new URL("https://gate.example.com") },
      world: { bot: silentBot },
    });
    const routes = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    const operations = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(new Set(routes)).toEqual(new Set([...operations, ...UNDOCUMENTED]));
  });

  test("stand in /openapi.json, each once", () => {
    const written = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(written.toSorted()).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`).toSorted());
  });
});

describe("the document", () => {
  test("is served as it is made", async () => {
    const loopgate = await openLoopgate();
    const { status, body, headers } = await loopgate.get("/openapi.json");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body).toEqual(document);
  });

  test("has what OpenAPI 3.1 asks for", () => {
    expect(document).toMatchObject({ openapi: "3.1.1", info: { title: "Loopgate", version: expect.any(String) } });
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      expect(operation).toMatchObject({
        summary: expect.any(String),
      });
      expect(Object.keys(operation["responses"] as object)).toSatisfy((told: string[]) =>
        ["101", "200", "201"].some((status) => told.includes(status)),
      );
      for (const [status, response] of Object.entries(operation["responses"] as Record<string, Node>)) {
        expect(status).toMatch(/^(101|[2-5]\d\d)$/);
        expect(response["description"]).toEqual(expect.any(String));
      }
    }
  });

  test("refers only to what is in it", () => {
    const refs = nodes(document).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs) expect(at(ref), ref).toBeDefined();
  });

  test("names every part of a path as a parameter that is required", () => {
    for (const [path, item] of Object.entries(document.paths))
      for (const [, name] of path.matchAll(/\{(\w+)\}/g))
        for (const { parameters } of Object.values(item))
          expect(parameters).toContainEqual(expect.objectContaining({ name, in: "path", required: true }));
  });

  test("has no word of OpenAPI 3.0 in its schemas", () => {
    for (const node of nodes(document)) expect(node).not.toHaveProperty("nullable");
  });

  test("says of every input that unknown fields are refused, but for OAuth's, which tells servers to ignore them, and for other programs' own", () => {
    const own = Object.entries(document.paths).filter(([path]) => !/^\/oauth\/|^\/hitl\/hooks\//.test(path));
    const bodies = own.flatMap(([, item]) =>
      Object.values(item).flatMap(({ requestBody }) => (isNode(requestBody) ? [requestBody] : [])),
    );
    expect(bodies.length).toBeGreaterThan(5);
    for (const body of bodies) {
      const { schema } = (body["content"] as Record<string, { schema: Node }>)["application/json"] ?? {};
      const resolved = typeof schema?.["$ref"] === "string" ? at(schema["$ref"]) : schema;
      expect(resolved).toMatchObject({ additionalProperties: false });
    }
  });

  test("asks for the credential that a route asks for", async () => {
    const loopgate = await openLoopgate({ config: { mode: "served", auth: "keys" } });
    const wanted: Record<string, string> = {
      operator: "credential_required",
      signIn: "sign_in_required",
      key: "key_required",
    };
    for (const { method, path } of OPERATIONS) {
      const answer = await loopgate.post(path.replace(/\{\w+\}/, "abcdef"), validBody(path));
      const told = method === "post" ? answer : await loopgate.call(method.toUpperCase(), validPath(path));
      const [scheme] = (document.paths[path]?.[method]?.["security"] as object[] | undefined) ?? [];
      const code = scheme === undefined ? undefined : wanted[Object.keys(scheme)[0] ?? ""];
      expect([path, Object.values(wanted).find((each) => each === told.body["code"])]).toEqual([path, code]);
    }
  });
});

test("what the readiness answers when it is not ready is in the document", () => {
  const responses = at("#/paths/~1health~1ready/get/responses") as Record<string, Node>;
  expect(Object.keys(responses["503"]?.["content"] ?? {}).toSorted()).toEqual([
    "application/json",
    "application/problem+json",
  ]);
});

/** What is looked at before the caller is. */
function validBody(path: string): object {
  const names = { session_id: "s", client_id: "c" };
  if (path.endsWith("/register") && !path.startsWith("/api")) return names;
  if (path === "/hitl/request") return { ...names, message: "Deploy?" };
  if (path === "/hitl/callbacks") return { url: "https://agent.example/", client_id: "c" };
  if (path === "/hitl/cancel") return { request_id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" };
  return path === "/hitl/deactivate" ? { session_id: "s" } : {};
}
function validPath(path: string): string {
  const query = path === "/hitl/poll" ? "?request_id=019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" : "";
  return `${path.replace(/\{\w+\}/, "abcdef")}${path === "/hitl/status" ? "?session_id=s" : query}`;
}

const silentBot = {
  id: "1",
  me: () => Promise.resolve({ username: "bot" }),
  getUpdates: () => Promise.resolve([]),
  getWebhook: () => Promise.resolve({ url: "https://gate.example.com/telegram/webhook", waiting: 0 }),
  setWebhook: () => Promise.resolve(),
  deleteWebhook: () => Promise.resolve(),
  send: () => Promise.resolve(1),
  edit: () => Promise.resolve(),
  editKeyboard: () => Promise.resolve(),
  answerPress: () => Promise.resolve(),
  setCommands: () => Promise.resolve(),
  close: () => {},
};
