import type { Role } from "@loopgate/contract";

/** Rows of the tables of people's accounts. Those of better-auth only as far as we read or write them ourselves. */
export type AccountTables = {
  readonly accounts: {
    readonly id: string;
    readonly username: string;
    readonly display_username: string;
    readonly created_at: string;
  };
  readonly credentials: {
    readonly id: string;
    readonly account_id: string;
    readonly provider_id: string;
    readonly user_id: string;
    readonly password: string | null;
    readonly created_at: string;
    readonly updated_at: string;
  };
  readonly sign_ins: {
    readonly id: string;
    readonly token: string;
    readonly user_id: string;
    readonly expires_at: string;
    /** The public key that its browser keeps the other half of. */
    readonly browser_key: string | null;
  };
  readonly tenants: {
    readonly tenant_id: string;
    readonly name: string;
    readonly settings: string;
    readonly created_at: number;
  };
  readonly members: {
    readonly tenant_id: string;
    readonly account_id: string;
    readonly role: Role;
    readonly joined_at: number;
  };
  readonly one_time_codes: {
    readonly tenant_id: string;
    readonly code_hash: string;
    readonly purpose: string;
    readonly created_at: number;
    readonly expires_at: number;
    readonly used_at: number | null;
  };
};
