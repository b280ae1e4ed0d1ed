import {
  AnyObject,
  CancelRequest,
  CreateRequest,
  DeactivateSession,
  Health,
  HookClient,
  HookPending,
  HookQuery,
  Id,
  McpCapabilities,
  McpTools,
  OperatorStatus,
  PageQuery,
  PendingList,
  PendingQuery,
  PollAnswer,
  PollQuery,
  Readiness,
  RegisterSession,
  RequestCanceled,
  RequestCreated,
  RequestView,
  SessionDeactivated,
  SessionRegistered,
  SessionStatus,
  SessionStatusQuery,
  TerminalAnswer,
  TerminalCard,
  TerminalList,
  TerminalNote,
  TerminalResult,
  type ErrorCode,
} from "@loopgate/contract";
import { z } from "zod";
import { ACCOUNT_OPERATIONS } from "./account-operations.ts";
import { CALLBACK_OPERATIONS } from "./callback-operations.ts";
import { FACTOR_OPERATIONS } from "./factor-operations.ts";
import { INBOX_OPERATIONS } from "./inbox-operations.ts";
import { LIVE_OPERATIONS } from "./live-operations.ts";
import { MEMBER_OPERATIONS } from "./member-operations.ts";
import { LINKING_OPERATIONS } from "./linking-operations.ts";
import { PUSH_OPERATIONS } from "./push-operations.ts";

/** One route as the outside sees it: the OpenAPI document and the docs page are made from these. */
export type Operation = {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly for: "agents" | "accounts" | "responders" | "operators";
  readonly summary: string;
  /** What opens the route; left out: it is open. `agent`: an API key, which local mode does without. `self`: an account or a key. */
  readonly by?: "agent" | "account" | "self" | "operator";
  readonly body?: z.ZodType;
  /** How the body is sent, where it is no JSON. */
  readonly bodyType?: "application/x-www-form-urlencoded";
  readonly query?: z.ZodObject;
  readonly params?: z.ZodObject;
  readonly answer: z.ZodType;
  /** 200 where it is left out. */
  readonly status?: 101 | 201;
  /** What the answer is, where it is no JSON. */
  readonly answerType?: "application/gzip" | "text/event-stream";
  /** What it answers with 202, while there is no answer yet. */
  readonly meanwhile?: z.ZodType;
  /** What it answers with 503, besides the problems that every route has. */
  readonly unready?: z.ZodType;
  /** What it answers with 400, besides the problems that every route has. */
  readonly wrong?: z.ZodType;
  /** Refusals besides those that every route has. */
  readonly refusals: readonly ErrorCode[];
};

const ref = z.object({ ref: z.string().meta({ description: "The request's id, or its code of six letters" }) });
const CREATION: readonly ErrorCode[] = [
  "idempotency_conflict",
  "session_taken",
  "session_not_found",
  "session_inactive",
  "responder_not_linked",
  "too_many_pending",
];
const ANSWERING: readonly ErrorCode[] = [
  "request_not_found",
  "request_ended",
  "not_a_responder",
  "assurance_too_low",
  "answer_not_offered",
  "card_changed",
];

export const OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/hitl/register",
    for: "agents",
    by: "agent",
    summary: "Register a session: where its requests go",
    body: RegisterSession,
    answer: SessionRegistered,
    refusals: ["session_taken", "responder_not_linked"],
  },
  {
    method: "post",
    path: "/sessions/register",
    for: "agents",
    by: "agent",
    summary: "The same as /hitl/register",
    body: RegisterSession,
    answer: SessionRegistered,
    refusals: ["session_taken", "responder_not_linked"],
  },
  {
    method: "post",
    path: "/hitl/request",
    for: "agents",
    by: "agent",
    summary: "Ask a person; the same idempotency key asks once",
    body: CreateRequest,
    answer: RequestCreated,
    refusals: CREATION,
  },
  {
    method: "get",
    path: "/hitl/poll",
    for: "agents",
    by: "agent",
    summary: "Read the answer, or wait for it",
    query: PollQuery,
    answer: PollAnswer,
    refusals: ["request_not_found"],
  },
  {
    method: "get",
    path: "/hitl/requests/{id}",
    for: "agents",
    by: "agent",
    summary: "Read a whole request with its deliveries",
    params: z.object({ id: Id }),
    answer: RequestView,
    refusals: ["request_not_found"],
  },
  {
    method: "get",
    path: "/hitl/pending",
    for: "agents",
    by: "agent",
    summary: "List what is pending",
    query: PendingQuery,
    answer: PendingList,
    refusals: [],
  },
  {
    method: "post",
    path: "/hitl/cancel",
    for: "agents",
    by: "agent",
    summary: "Take a question back",
    body: CancelRequest,
    answer: RequestCanceled,
    refusals: ["request_not_found", "request_ended"],
  },
  {
    method: "get",
    path: "/hitl/status",
    for: "agents",
    by: "agent",
    summary: "Read a session",
    query: SessionStatusQuery,
    answer: SessionStatus,
    refusals: ["session_not_found"],
  },
  {
    method: "post",
    path: "/hitl/deactivate",
    for: "agents",
    by: "agent",
    summary: "End a session; its pending requests stay answerable",
    body: DeactivateSession,
    answer: SessionDeactivated,
    refusals: ["session_not_found", "session_inactive", "session_taken"],
  },
  {
    method: "post",
    path: "/hitl/hooks/{client}",
    for: "agents",
    by: "agent",
    summary: "Answer a coding agent's hook: its own payload in, its own words out, once a person has decided",
    params: z.object({ client: HookClient }),
    query: HookQuery,
    body: AnyObject,
    answer: AnyObject,
    meanwhile: HookPending,
    refusals: ["not_found", ...CREATION],
  },
  {
    method: "get",
    path: "/mcp/tools",
    for: "agents",
    summary: "List the tools that POST /mcp serves over the Model Context Protocol",
    answer: McpTools,
    refusals: [],
  },
  {
    method: "get",
    path: "/mcp/capabilities",
    for: "agents",
    summary: "Read which revisions of the Model Context Protocol POST /mcp speaks, and what it offers",
    answer: McpCapabilities,
    refusals: [],
  },
  ...LIVE_OPERATIONS,
  ...CALLBACK_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...LINKING_OPERATIONS,
  ...MEMBER_OPERATIONS,
  ...FACTOR_OPERATIONS,
  ...INBOX_OPERATIONS,
  ...PUSH_OPERATIONS,
  {
    method: "get",
    path: "/health",
    for: "operators",
    summary: "Whether the process answers",
    answer: Health,
    refusals: [],
  },
  {
    method: "get",
    path: "/health/ready",
    for: "operators",
    summary: "Whether the database answers, and how the channels are; 503 where it does not",
    answer: Readiness,
    unready: Readiness,
    refusals: [],
  },
  {
    method: "get",
    path: "/api/operator/status",
    for: "operators",
    by: "operator",
    summary: "How this gate is set up, and how sure its answers are",
    answer: OperatorStatus,
    refusals: [],
  },
  {
    method: "get",
    path: "/api/operator/backup",
    for: "operators",
    by: "operator",
    summary: "A whole backup, as it is made; `loopgate restore` reads it",
    answer: z.string().meta({ format: "binary" }),
    answerType: "application/gzip",
    refusals: [],
  },
  {
    method: "get",
    path: "/api/terminal/requests",
    for: "responders",
    by: "operator",
    summary: "List the cards that wait for an answer",
    query: PageQuery.pick({ limit: true }),
    answer: TerminalList,
    refusals: [],
  },
  {
    method: "get",
    path: "/api/terminal/requests/{ref}",
    for: "responders",
    by: "operator",
    summary: "Read one card",
    params: ref,
    answer: TerminalCard,
    refusals: ["request_not_found"],
  },
  {
    method: "post",
    path: "/api/terminal/requests/{ref}/answer",
    for: "responders",
    by: "operator",
    summary: "Answer what was shown",
    params: ref,
    body: TerminalAnswer,
    answer: TerminalResult,
    refusals: ANSWERING,
  },
  {
    method: "post",
    path: "/api/terminal/requests/{ref}/note",
    for: "responders",
    by: "operator",
    summary: "Say why, once, within five minutes of a no",
    params: ref,
    body: TerminalNote,
    answer: TerminalResult,
    refusals: ["request_not_found", "note_not_taken", "not_a_responder"],
  },
];
