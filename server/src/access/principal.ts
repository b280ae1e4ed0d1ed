import type { Role, Scope } from "@loopgate/contract";
import type { TenantId } from "../gate/request.ts";

/** Who calls, as the credential of the call proves it. */
export type Principal =
  /** Nobody in particular: a program on this machine, or whoever the thing in front of the server lets through. */
  | { readonly kind: "machine"; readonly tenantId: TenantId }
  /** Whoever can read the server's data folder. */
  | { readonly kind: "operator"; readonly tenantId: TenantId }
  /** An agent, by its API key or by the token of a connection. It asks and reads; on no route does it decide. */
  | {
      readonly kind: "key";
      readonly of: "API key" | "connection";
      readonly tenantId: TenantId;
      readonly id: string;
      readonly accountId: string | undefined;
      readonly label: string | undefined;
      readonly scopes: readonly Scope[];
      /** The only client that it speaks for. */
      readonly clientId: string | undefined;
      /** Whether somebody stands for that client's name. */
      readonly verified: boolean;
    }
  /** A person. `token`: by the JWT of a sign-in, which can do less than the browser that holds its cookie. */
  | {
      readonly kind: "account";
      readonly tenantId: TenantId;
      readonly role: Role;
      readonly accountId: string;
      readonly username: string;
      readonly signInId: string;
      readonly by: "token" | "cookie";
    };

export type AccountPrincipal = Extract<Principal, { readonly kind: "account" }>;
export type KeyPrincipal = Extract<Principal, { readonly kind: "key" }>;
