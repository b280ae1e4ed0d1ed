/** Rows of the tables of links. */
export type LinkTables = {
  readonly links: {
    readonly tenant_id: string;
    readonly id: string;
    readonly account_id: string;
    readonly kind: "person" | "chat";
    readonly code_hash: string;
    readonly created_at: number;
    readonly expires_at: number;
    readonly subject: string | null;
    readonly subject_name: string | null;
    readonly place: string | null;
    readonly title: string | null;
    readonly chat_at: number | null;
    readonly page_at: number | null;
    readonly ended_at: number | null;
    readonly ended_as: "linked" | "refused" | "taken" | null;
  };
  readonly linked_chats: {
    readonly tenant_id: string;
    readonly id: string;
    readonly channel: string;
    readonly place: string;
    readonly title: string | null;
    readonly linked_at: number;
  };
  readonly responder_groups: {
    readonly tenant_id: string;
    readonly name: string;
    readonly responders: string;
    readonly changed_at: number;
  };
};
