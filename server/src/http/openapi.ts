import { ERRORS, Problem, SocketCall, type ErrorCode } from "@loopgate/contract";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { VERSION } from "../version.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import { STATUS } from "./problem.ts";

const EVERYWHERE: readonly ErrorCode[] = [
  "host_not_allowed",
  "origin_not_allowed",
  "key_required",
  "overloaded",
  "unavailable",
  "internal",
];
const WITH_INPUT: readonly ErrorCode[] = ["invalid_request"];
const WITH_BODY: readonly ErrorCode[] = ["invalid_json", "body_too_large", "unsupported_media_type"];
const BY: Record<NonNullable<Operation["by"]>, readonly ErrorCode[]> = {
  agent: ["scope_missing", "client_not_allowed", "rate_limited"],
  account: ["sign_in_required", "role_too_low", "rate_limited"],
  self: ["sign_in_required", "role_too_low", "rate_limited"],
  operator: ["credential_required", "agents_cannot_answer", "rate_limited"],
};
/** The schemes by each of which the route opens; `{}`: also without any. */
const SECURITY: Record<NonNullable<Operation["by"]>, readonly Record<string, string[]>[]> = {
  agent: [{ key: [] }, { keyHeader: [] }, {}],
  account: [{ signIn: [] }, { cookie: [] }],
  self: [{ signIn: [] }, { cookie: [] }, { key: [] }, { keyHeader: [] }],
  operator: [{ operator: [] }],
};

/** The OpenAPI 3.1 document of this server, made from the contract's schemas. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of OPERATIONS)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "Loopgate",
      version: VERSION,
      description: "The gate between AI agents and the people who answer for them.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [],
    paths,
    components: {
      // What is sent on the socket stands in no operation.
      schemas: { SocketCall },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An agent's API key. It asks and reads; it never answers" },
        keyHeader: { type: "apiKey", in: "header", name: "X-API-Key", description: "The same key" },
        signIn: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "The token of a sign-in" },
        cookie: { type: "apiKey", in: "cookie", name: "__Host-loopgate", description: "The cookie of a sign-in" },
        operator: {
          type: "http",
          scheme: "bearer",
          description: "The operator's credential, from the server's data folder",
        },
      },
    },
  });
}

/** Every refusal that a route can answer with. */
export function refusalsOf(operation: Operation): readonly ErrorCode[] {
  const { body, query, params } = operation;
  return [
    ...operation.refusals,
    ...(body || query || params ? WITH_INPUT : []),
    ...(body ? WITH_BODY : []),
    ...(operation.by ? BY[operation.by] : []),
    ...EVERYWHERE,
  ];
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const {
    body,
    query,
    params,
    answer,
    answerType = "application/json",
    bodyType = "application/json",
    meanwhile,
    summary,
  } = operation;
  return {
    operationId: operationId(operation),
    tags: [operation.for],
    summary,
    ...(operation.by && { security: [...SECURITY[operation.by]] }),
    ...((query || params) && { requestParams: { ...(query && { query }), ...(params && { path: params }) } }),
    ...(body && { requestBody: { required: true, content: { [bodyType]: { schema: body } } } }),
    responses: {
      [String(operation.status ?? 200)]: { description: "Done", content: { [answerType]: { schema: answer } } },
      ...(meanwhile && {
        "202": { description: "Not yet", content: { "application/json": { schema: meanwhile } } },
      }),
      ...refusals(operation),
    },
  };
}

function refusals(operation: Operation): ZodOpenApiOperationObject["responses"] {
  const byStatus = Map.groupBy(refusalsOf(operation), (code) => STATUS[code]);
  const described = [...byStatus].map(([status, same]) => [
    String(status),
    {
      description: same.map((code) => `${code}: ${ERRORS[code]}`).join("\n"),
      content: {
        "application/problem+json": { schema: Problem },
        ...(status === STATUS.unavailable &&
          operation.unready && { "application/json": { schema: operation.unready } }),
        ...(status === STATUS.invalid_json && operation.wrong && { "application/json": { schema: operation.wrong } }),
      },
    },
  ]);
  return Object.fromEntries(described);
}

export function operationId({ method, path }: Operation): string {
  const words = path
    .replace(/[{}]/g, "")
    .split(/[/_]/)
    .filter((word) => word !== "");
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}
