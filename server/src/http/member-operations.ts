import {
  ChangeMember,
  CreateInvitation,
  Id,
  InvitationCreated,
  InvitationList,
  InvitationRevoked,
  MemberChanged,
  MemberList,
  MemberRemoved,
} from "@loopgate/contract";
import { z } from "zod";
import { FRESH } from "./factor-operations.ts";
import type { Operation } from "./operations.ts";

const common = { for: "accounts", by: "account" } as const;
const params = z.object({ id: Id });

/** The routes with which owners and admins see to who is in their tenant. */
export const MEMBER_OPERATIONS: readonly Operation[] = [
  {
    ...common,
    method: "post",
    path: "/api/tenant/invitations",
    summary:
      "Invite somebody by a link that works once; owners and admins in a browser may, with their strongest factor",
    body: CreateInvitation,
    answer: InvitationCreated,
    status: 201,
    refusals: FRESH,
  },
  {
    ...common,
    method: "get",
    path: "/api/tenant/invitations",
    summary: "List the invitations, newest first; owners and admins may",
    answer: InvitationList,
    refusals: [],
  },
  {
    ...common,
    method: "delete",
    path: "/api/tenant/invitations/{id}",
    summary: "Revoke an invitation that nobody has used",
    params,
    answer: InvitationRevoked,
    refusals: ["not_found"],
  },
  {
    ...common,
    method: "get",
    path: "/api/tenant/members",
    summary: "List the members; owners and admins may",
    answer: MemberList,
    refusals: [],
  },
  {
    ...common,
    method: "post",
    path: "/api/tenant/members/{id}",
    summary: "Change a member's role; only an owner makes an owner. Who becomes a viewer answers nothing any more",
    params,
    body: ChangeMember,
    answer: MemberChanged,
    refusals: ["member_not_found", "last_owner", ...FRESH],
  },
  {
    ...common,
    method: "delete",
    path: "/api/tenant/members/{id}",
    summary: "Remove a member, or leave; his keys and his identities in the tenant end with it, at once",
    params,
    answer: MemberRemoved,
    refusals: ["member_not_found", "last_owner"],
  },
];
