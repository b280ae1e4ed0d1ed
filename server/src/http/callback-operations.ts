import {
  CallbackDeleted,
  CallbackList,
  CallbackQuery,
  CallbackRegistered,
  CallbackReplayed,
  CallbackRotated,
  CreateCallback,
  Id,
  ReplayCallback,
} from "@loopgate/contract";
import { z } from "zod";
import type { Operation } from "./operations.ts";

const common = { for: "agents", by: "agent" } as const;
const params = z.object({ id: Id });

/** The routes with which agents say where they want to be told. */
export const CALLBACK_OPERATIONS: readonly Operation[] = [
  {
    ...common,
    method: "post",
    path: "/hitl/callbacks",
    summary: "Register an address that is told the end of a request, or of every request of a client",
    body: CreateCallback,
    answer: CallbackRegistered,
    refusals: ["request_not_found", "request_ended"],
  },
  {
    ...common,
    method: "get",
    path: "/hitl/callbacks",
    summary: "List callbacks, newest first, and what became of what was sent to them",
    query: CallbackQuery,
    answer: CallbackList,
    refusals: [],
  },
  {
    ...common,
    method: "delete",
    path: "/hitl/callbacks/{id}",
    summary: "Forget a callback; what was still to be sent to it is not sent",
    params,
    answer: CallbackDeleted,
    refusals: ["callback_not_found"],
  },
  {
    ...common,
    method: "post",
    path: "/hitl/callbacks/{id}/rotate",
    summary: "Give a callback a new secret; the old one signs beside it for 24 hours",
    params,
    answer: CallbackRotated,
    refusals: ["callback_not_found"],
  },
  {
    ...common,
    method: "post",
    path: "/hitl/callbacks/{id}/replay",
    summary: "Send again what a callback could not be told, or the end that is named",
    params,
    body: ReplayCallback,
    answer: CallbackReplayed,
    refusals: ["callback_not_found"],
  },
];
