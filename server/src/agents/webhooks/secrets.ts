import type { Secrets } from "../../kit/secrets.ts";

/** Signing secrets of callbacks, in the form that webhook libraries read (Standard Webhooks): shown once, kept sealed. */
export type CallbackSecrets = {
  /** `id` is that of the callback; a request's own callback has the id of the request. The secret is sealed to it. */
  make(id: string): { readonly secret: string; readonly sealed: string };
  open(sealed: string, id: string): string;
};

export function createCallbackSecrets({
  bytes,
  seal,
  open,
}: {
  readonly bytes: (length: number) => Buffer;
  readonly seal: Secrets["seal"];
  readonly open: Secrets["open"];
}): CallbackSecrets {
  return {
    make(id) {
      const secret = `whsec_${bytes(32).toString("base64")}`;
      return { secret, sealed: seal(secret, id) };
    },
    open,
  };
}
