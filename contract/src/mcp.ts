import { z } from "zod";
import { AnyObject, Id, Name, Time } from "./ids.ts";
import {
  CancelRequest,
  CreateRequest,
  LONGEST_TIMEOUT,
  PendingList,
  PendingQuery,
  PollAnswer,
  ShownOption,
} from "./requests.ts";

/** Seconds: longer than any call is held; the server holds it as long as the client bears, and no longer. */
const WaitSeconds = z.int().min(0).max(LONGEST_TIMEOUT);

const {
  message,
  options,
  suggestions,
  action,
  risk,
  timeout_seconds,
  callback_url,
  idempotency_key,
  allowed_decisions,
} = CreateRequest.shape;
const about = <Schema extends z.ZodType>(schema: Schema, description: string) => schema.meta({ description });

/** Arguments of the tool `request_human_input`: those of `POST /hitl/request`, and how long to wait. */
export const RequestHumanInput = CreateRequest.omit({ callback_body: true }).extend({
  message: about(message, "What the person needs to know to decide, in plain words"),
  options: about(options, "Answers to choose from; without options, action and schema the person answers in free text"),
  suggestions: about(suggestions, "Short answers to propose where the person answers in free text"),
  action: about(
    action,
    "What will run if the person says yes: shown to them exactly as it is, and bound to the answer by a digest",
  ),
  risk: about(risk, "How much may go wrong; it may only raise what the owner set"),
  timeout_seconds: about(timeout_seconds, "How long the person has, in seconds; then the request ends unapproved"),
  allowed_decisions: about(
    allowed_decisions,
    "What the person may say. Name `edit` only where you run the arguments that come back",
  ),
  callback_url: about(callback_url, "A web address that is told the answer"),
  idempotency_key: about(
    idempotency_key,
    "The same key asks once. Without one, a call that is repeated while its question is open joins that question",
  ),
  session_id: about(Name.optional(), "Where the question goes; left out, it is named like the client"),
  client_id: about(Name.optional(), "The agent's own name; left out, it is the name of the MCP client"),
  wait_seconds: about(
    WaitSeconds.optional(),
    "The longest that this call may wait for the answer; 0 answers at once. Left out, it waits as long as the client bears",
  ),
});
export type RequestHumanInput = z.infer<typeof RequestHumanInput>;

/** What a tool tells about a request: the answer as `GET /hitl/poll` gives it, and what to do next. */
export const HumanAnswer = PollAnswer.extend({
  approved: PollAnswer.shape.approved.meta({ description: "The only field to act on; true is a yes by a person" }),
  expires_at: Time,
  options: z.array(ShownOption),
  action_digest: z
    .string()
    .nullable()
    .meta({ description: "SHA-256 of the action that was asked about; the decision has that of what may run" }),
  next: z.string().meta({ description: "What to do now, in a sentence" }),
  callback_secret: z.string().optional().meta({ description: "Signs the callback; given this once" }),
});
export type HumanAnswer = z.infer<typeof HumanAnswer>;

export const CheckRequestStatus = z.strictObject({
  request_id: Id,
  wait_seconds: about(WaitSeconds.optional(), "Seconds to wait for the answer; 0, or left out, looks at once"),
});

export const ListPendingRequests = PendingQuery.extend({ limit: z.int().min(1).max(200).optional() });

export const PendingRequests = PendingList;

export const CancelHumanRequest = CancelRequest.extend({
  reason: about(CancelRequest.shape.reason, "Why it is no longer needed; the people who were asked are told"),
});

/** What Claude Code sends to the tool that its `--permission-prompt-tool` names. Later versions may send more. */
export const PermissionPrompt = z.looseObject({
  tool_name: Name,
  input: AnyObject,
  tool_use_id: z.string().min(1).max(200),
});
export type PermissionPrompt = z.infer<typeof PermissionPrompt>;

const ListedTool = z
  .object({
    name: z.string(),
    title: z.string().optional(),
    description: z.string().optional(),
    inputSchema: AnyObject,
    outputSchema: AnyObject.optional(),
    annotations: AnyObject.optional(),
  })
  .meta({ id: "McpTool" });

/** The tools as `tools/list` gives them, for whoever does not speak the protocol. */
export const McpTools = z.object({ tools: z.array(ListedTool) }).meta({ id: "McpTools" });

export const McpCapabilities = z
  .object({
    server: z.object({ name: z.string(), title: z.string(), version: z.string() }),
    protocol_versions: z.array(z.string()).meta({ description: "Revisions of the protocol, newest first" }),
    transports: z.array(z.string()),
    endpoint: z.string().meta({ description: "Where the protocol is spoken" }),
    capabilities: AnyObject,
    instructions: z.string(),
  })
  .meta({ id: "McpCapabilities" });

/** Arguments of the tool `register_callback`. */
export const RegisterCallback = z.strictObject({
  url: about(callback_url.unwrap(), "The http or https address that is to be told"),
  request_id: about(
    Id.optional(),
    "The request whose answer is to be told; left out, every request of the client, which needs an API key",
  ),
  client_id: about(Name.optional(), "The agent's own name; left out, it is the name of the MCP client"),
  rotate: about(
    z.boolean().optional(),
    "Gives an address that is registered already a new secret; the old one signs too for a day",
  ),
});
