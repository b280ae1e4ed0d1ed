export type PushSubscriptionsTable = {
  readonly push_subscriptions: {
    readonly tenant_id: string;
    readonly id: string;
    readonly account_id: string;
    readonly endpoint_hash: string;
    /** JSON of what the browser gave, sealed to the endpoint's hash. */
    readonly sealed: string;
    readonly created_at: number;
    readonly failing_since: number | null;
  };
};
