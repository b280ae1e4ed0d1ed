import { z } from "zod";
import { Role } from "./accounts.ts";
import { freshly } from "./factors.ts";
import { Id, Time } from "./ids.ts";

const GivenRole = z.enum(["admin", "responder", "viewer"]);

export const CreateInvitation = z
  .strictObject({
    role: GivenRole,
    hours: z
      .int()
      .min(1)
      .max(24 * 30)
      .optional()
      .meta({ description: "How long it can be used; 72 where it is left out" }),
    ...freshly,
  })
  .meta({ id: "CreateInvitation" });
export type CreateInvitation = z.infer<typeof CreateInvitation>;

const invitationFields = {
  id: Id,
  role: GivenRole,
  invited_by: z.string().nullable().meta({ description: "Username" }),
  created_at: Time,
  expires_at: Time,
};

export const InvitationCreated = z
  .object({
    ...invitationFields,
    link: z
      .string()
      .meta({ description: "Told this once. Whoever opens it first joins, with an account or a new one" }),
  })
  .meta({ id: "InvitationCreated" });
export type InvitationCreated = z.infer<typeof InvitationCreated>;

export const InvitationList = z
  .object({
    invitations: z.array(
      z.object({ ...invitationFields, status: z.enum(["open", "used", "revoked", "expired"]), used_by: Id.nullable() }),
    ),
  })
  .meta({ id: "InvitationList" });
export type InvitationList = z.infer<typeof InvitationList>;

export const InvitationRevoked = z
  .object({ message: z.literal("Invitation revoked successfully") })
  .meta({ id: "InvitationRevoked" });

export const MemberList = z
  .object({ members: z.array(z.object({ user_id: Id, username: z.string(), role: Role, joined_at: Time })) })
  .meta({ id: "MemberList" });
export type MemberList = z.infer<typeof MemberList>;

export const ChangeMember = z.strictObject({ role: Role, ...freshly }).meta({ id: "ChangeMember" });

export const MemberChanged = z.object({ user_id: Id, role: Role }).meta({ id: "MemberChanged" });

export const MemberRemoved = z
  .object({ message: z.literal("Member removed successfully") })
  .meta({ id: "MemberRemoved" });
