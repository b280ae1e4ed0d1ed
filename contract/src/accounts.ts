import { z } from "zod";
import { PASSWORD, USERNAME } from "./credentials.ts";
import { freshly, BrowserKey } from "./factors.ts";
import { Id, Name, Time } from "./ids.ts";
import { Assurance, Risk } from "./words.ts";

/** What a member of a tenant may do; each role may do what those after it may. */
export const Role = z.enum(["owner", "admin", "responder", "viewer"]);
export type Role = z.infer<typeof Role>;

/** What an API key may do. None of them answers a request. */
export const Scope = z.enum(["requests:write", "requests:read", "callbacks"]);
export type Scope = z.infer<typeof Scope>;

export const Username = z
  .string()
  .min(USERNAME.fewest, `must have at least ${USERNAME.fewest} characters`)
  .max(USERNAME.most, `must have at most ${USERNAME.most} characters`)
  .regex(USERNAME.shape, "must hold letters, digits, dots, hyphens and underscores only")
  .meta({ description: "Case makes no difference", example: "ann" });

const Password = z
  .string()
  .min(PASSWORD.fewest, `must have at least ${PASSWORD.fewest} characters`)
  .max(PASSWORD.most, `must have at most ${PASSWORD.most} characters`)
  .meta({ format: "password" });

export const RegisterAccount = z
  .strictObject({ username: Username, password: Password })
  .meta({ id: "RegisterAccount" });
export type RegisterAccount = z.infer<typeof RegisterAccount>;

export const AccountRegistered = z
  .object({ message: z.literal("User registered successfully"), user_id: Id })
  .meta({ id: "AccountRegistered" });

/** Of any length: what was never a user's is refused like what is wrong. */
export const SignIn = z
  .strictObject({
    username: z.string().min(1).max(256),
    password: z.string().min(1).max(1024),
    browser_key: BrowserKey.optional(),
  })
  .meta({ id: "SignIn" });
export type SignIn = z.infer<typeof SignIn>;

export const SignedIn = z
  .object({
    token: z
      .string()
      .meta({ description: "A JWT (EdDSA). It manages API keys and reads the profile; it cannot answer" }),
    user_id: Id,
    username: z.string(),
  })
  .meta({ id: "SignedIn" });
export type SignedIn = z.infer<typeof SignedIn>;

/** An owner's or an invitation's link: signs in, or registers where the username is free, and uses the link's code up. */
export const UseCode = z
  .strictObject({
    code: z.string().min(1).max(100).meta({ description: "What stands behind the # of the link" }),
    ...RegisterAccount.shape,
    browser_key: BrowserKey.optional(),
  })
  .meta({ id: "UseCode" });
export type UseCode = z.infer<typeof UseCode>;

/** What everybody may know who stands in front of the sign-in. */
export const SignInWays = z
  .object({
    registration: z.enum(["open", "invite", "closed"]).meta({ description: "Who may make an account by himself" }),
    owned: z.boolean().meta({ description: "Whether this machine's tenant has its owner" }),
    passkeys: z.boolean().meta({ description: "Whether passkeys can work at this address" }),
  })
  .meta({ id: "SignInWays" });
export type SignInWays = z.infer<typeof SignInWays>;

export const SignedOut = z.object({ message: z.literal("Signed out") }).meta({ id: "SignedOut" });

export const CreateApiKey = z
  .strictObject({
    label: Name.optional(),
    expires_at: Time.nullable().optional().meta({ description: "When it stops to work; null or left out: never" }),
    scopes: z.array(Scope).min(1).optional().meta({ description: "All of them, where it is left out" }),
    client_id: Name.optional().meta({ description: "The only client that the key may speak for" }),
  })
  .meta({ id: "CreateApiKey" });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const KEY_PREFIX = "lk_pub_";

const keyFields = {
  id: Id,
  label: z.string().nullable(),
  prefix: z.literal(KEY_PREFIX),
  scopes: z.array(Scope),
  client_id: z.string().nullable(),
  expires_at: Time.nullable(),
  created_at: Time,
};

export const ApiKeyCreated = z
  .object({
    ...keyFields,
    raw_key: z
      .string()
      .regex(/^lk_pub_[0-9a-f]{64}$/)
      .meta({ description: "The key itself, told this once" }),
  })
  .meta({ id: "ApiKeyCreated" });
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

export const ApiKey = z
  .object({ ...keyFields, last_used_at: Time.nullable(), is_active: z.boolean() })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeysQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: Id.optional().meta({
    description: "Id of the last key of the page before; a page that is not full is the last",
  }),
});
export type ApiKeysQuery = z.infer<typeof ApiKeysQuery>;

export const ApiKeyList = z.array(ApiKey).meta({ id: "ApiKeyList" });

export const ApiKeyRevoked = z
  .object({ message: z.literal("API key revoked successfully") })
  .meta({ id: "ApiKeyRevoked" });

const Membership = z.object({ id: z.string(), name: z.string(), role: Role });

/** Who calls: an account, or the account that made the key. */
export const Me = z
  .object({
    user_id: Id.nullable(),
    username: z.string().nullable(),
    tenant: Membership.meta({ description: "The tenant that this call is in" }),
    tenants: z.array(Membership).meta({ description: "All tenants of the account; of a key only its own" }),
    key: z
      .object({ id: Id, label: z.string().nullable(), scopes: z.array(Scope), client_id: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;

/** What the owner of a tenant demands of every request in it. */
export const TenantSettings = z
  .strictObject({
    default_risk: Risk.nullable().meta({
      description: "Of a request that names none; null: the server's DEFAULT_RISK",
    }),
    risk_by_action: z
      .record(z.string().min(1).max(200), Risk)
      .refine((risks) => Object.keys(risks).length <= 500, "must have at most 500 names")
      .meta({ description: "By the name of an action, instead of the default; an agent can raise it" }),
    assurance: z
      .partialRecord(Risk, Assurance)
      .meta({ description: "By risk, what every answer but a reject needs at least; left out: the gate's own rule" }),
  })
  .meta({ id: "TenantSettings" });
export type TenantSettings = z.infer<typeof TenantSettings>;

/** What runs the server can add without a registration. */
export const AddAccount = z
  .strictObject({ username: Username, role: Role.optional().meta({ description: "A role in the tenant `local`" }) })
  .meta({ id: "AddAccount" });
export const ResetPassword = z
  .strictObject({
    username: Username,
    remove_passkeys: z
      .boolean()
      .optional()
      .meta({ description: "Removes the account's passkeys too: for somebody who has lost them" }),
  })
  .meta({ id: "ResetPassword" });
export const AccountSecret = z
  .object({
    user_id: Id,
    username: z.string(),
    password: z.string().meta({ description: "Made by the server, told this once" }),
  })
  .meta({ id: "AccountSecret" });
export type AccountSecret = z.infer<typeof AccountSecret>;

export const PasswordReset = z
  .object({
    ...AccountSecret.shape,
    passkeys: z
      .int()
      .meta({ description: "How many the account has now: with one the password alone changes no factor" }),
  })
  .meta({ id: "PasswordReset" });
export type PasswordReset = z.infer<typeof PasswordReset>;

export const ChangePassword = z.strictObject({ new_password: Password, ...freshly }).meta({ id: "ChangePassword" });
export const PasswordChanged = z
  .object({ message: z.literal("Password changed successfully") })
  .meta({ id: "PasswordChanged" });

export const AccountList = z
  .object({
    users: z.array(z.object({ user_id: Id, username: z.string(), created_at: Time, tenants: z.array(Membership) })),
  })
  .meta({ id: "AccountList" });
export type AccountList = z.infer<typeof AccountList>;

export const OwnerLink = z
  .object({
    link: z.string().meta({ description: "Opens the page that makes an account the owner; works once" }),
    expires_at: Time,
  })
  .meta({ id: "OwnerLink" });
export type OwnerLink = z.infer<typeof OwnerLink>;
