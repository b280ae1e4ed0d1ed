/** Rows of the tables that `access` owns. */
export type AccessTables = {
  readonly responders: {
    readonly tenant_id: string;
    readonly id: string;
    readonly name: string;
    readonly is_owner: number;
    readonly created_at: number;
    /** Whose account he is; null for whoever has none. */
    readonly account_id: string | null;
  };
  readonly identities: {
    readonly tenant_id: string;
    readonly channel: string;
    readonly subject: string;
    readonly responder_id: string;
    readonly source: "machine" | "pinned" | "confirmed" | "setting" | "linked";
    readonly linked_at: number;
    /** How the person was called there when he was linked. */
    readonly name: string | null;
    /** What it can prove, where that is more than its channel's. */
    readonly assurance: "passkey" | null;
  };
};
