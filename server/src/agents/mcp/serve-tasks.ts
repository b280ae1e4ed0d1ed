import {
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { McpCaller } from "./caller.ts";
import { declaresTasks } from "./envelope.ts";
import { TASKS_EXTENSION, type Tasks } from "./tasks.ts";
import { taskResult } from "./wire.ts";

const TaskParams = z.looseObject({ taskId: z.string() });
const AnyResult = z.looseObject({});
/** The SDK opens these methods to the newer revision only where they are given schemas of their own. */
const SCHEMAS = { params: TaskParams, result: AnyResult };

/** `tasks/get`, `tasks/update` and `tasks/cancel` of the tasks extension. */
export function serveTasks({
  server,
  tasks,
  callerOf,
  safely,
}: {
  readonly server: Server;
  readonly tasks: Tasks;
  readonly callerOf: (context: ServerContext) => McpCaller;
  readonly safely: <T>(kind: string, work: () => Promise<T>) => Promise<T>;
}): void {
  server.setRequestHandler("tasks/get", SCHEMAS, async ({ taskId }, context) => {
    mustDeclare(context);
    const task = await safely("tasks/get", () => tasks.get(callerOf(context), taskId));
    if (!task) throw unknownTask();
    return taskResult(task);
  });
  server.setRequestHandler("tasks/update", SCHEMAS, async ({ taskId, inputResponses }, context) => {
    mustDeclare(context);
    const responses = z
      .record(z.string(), z.unknown())
      .safeParse(inputResponses ?? context.mcpReq.inputResponses ?? {});
    if (!responses.success)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, "inputResponses must be an object");
    if (!(await safely("tasks/update", () => tasks.update(callerOf(context), taskId, responses.data))))
      throw unknownTask();
    return { resultType: "complete" };
  });
  server.setRequestHandler("tasks/cancel", SCHEMAS, async ({ taskId }, context) => {
    mustDeclare(context);
    if (!(await safely("tasks/cancel", () => tasks.cancel(callerOf(context), taskId)))) throw unknownTask();
    return { resultType: "complete" };
  });
}

function mustDeclare({ mcpReq }: ServerContext): void {
  if (!declaresTasks(mcpReq))
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } });
}

function unknownTask(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, "There is no task with this id.");
}
