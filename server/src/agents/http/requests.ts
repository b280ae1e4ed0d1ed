import { CancelRequest, CreateRequest, Id, LoopgateError, PendingQuery, PollQuery } from "@loopgate/contract";
import { answerView } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readBody, readQuery } from "../../http/input.ts";
import { crashpoint } from "../../kit/crashpoint.ts";
import { askFor } from "../ask-for.ts";
import type { AgentCallers } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";

export function requestRoutes({
  callers,
  requests,
}: {
  readonly callers: AgentCallers;
  readonly requests: AgentRequests;
}): Routes {
  return (app) => {
    app.post("/hitl/request", async (context) => {
      const input = withHeaderKey(
        await readBody(context.req.raw, CreateRequest),
        context.req.header("idempotency-key"),
      );
      const created = await askFor(context.req.raw, input, { callers, requests });
      crashpoint("after-create-before-reply");
      return context.json(created);
    });
    app.get("/hitl/poll", async (context) => {
      const { request_id: id, wait = 0 } = readQuery(context.req.raw, PollQuery);
      const caller = await callers.agent(context.req.raw, { scope: "requests:read" });
      const { request, full } = await requests.wait(caller, id, wait * 1000, context.req.raw.signal);
      await requests.leaving(request);
      if (full) context.header("retry-after", "1");
      return context.json(answerView(request));
    });
    app.get("/hitl/requests/:id", async (context) => {
      const caller = await callers.agent(context.req.raw, { scope: "requests:read" });
      const id = Id.safeParse(context.req.param("id"));
      return context.json(await requests.view(caller, id.success ? id.data : ""));
    });
    app.get("/hitl/pending", async (context) => {
      const query = readQuery(context.req.raw, PendingQuery);
      const need = { scope: "requests:read", clientId: query.client_id } as const;
      return context.json(await requests.pending(await callers.agent(context.req.raw, need), query));
    });
    app.post("/hitl/cancel", async (context) => {
      const input = await readBody(context.req.raw, CancelRequest);
      const caller = await callers.agent(context.req.raw, { scope: "requests:write", clientId: input.client_id });
      await requests.cancel(caller, input);
      crashpoint("after-cancel-before-reply");
      return context.json({ success: true, message: "Request canceled successfully" });
    });
  };
}

function withHeaderKey(input: CreateRequest, header: string | undefined): CreateRequest {
  if (header === undefined) return input;
  if (input.idempotency_key !== undefined && input.idempotency_key !== header)
    throw new LoopgateError("invalid_request", "Send one idempotency key.", [
      { path: "idempotency_key", message: "differs from the header Idempotency-Key" },
    ]);
  const key = CreateRequest.shape.idempotency_key.safeParse(header);
  if (!key.success)
    throw new LoopgateError("invalid_request", "Correct the header.", [
      { path: "Idempotency-Key", message: "must have 1 to 255 characters" },
    ]);
  return { ...input, ...(key.data !== undefined && { idempotency_key: key.data }) };
}
