/** Rows of the tables of factors. */
export type FactorTables = {
  readonly passkeys: {
    readonly id: string;
    readonly account_id: string;
    readonly credential_id: string;
    /** COSE, in base64url. */
    readonly public_key: string;
    readonly counter: number;
    /** A JSON list. */
    readonly transports: string;
    /** The host that it was made for. */
    readonly rp_id: string;
    readonly name: string;
    readonly created_at: number;
    readonly last_used_at: number | null;
  };
  readonly used_nonces: { readonly nonce_hash: string; readonly expires_at: number };
};
