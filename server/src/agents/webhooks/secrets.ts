import type { Secrets } from "../../kit/secrets.ts";

/** Signing secrets of callbacks, in the form that webhook libraries read (Standard Webhooks): shown once, kept sealed. */
export type CallbackSecrets = {
  /** `id` is that of the request or callback which the secret belongs to; it is sealed to it. */
  make(id: string): { readonly secret: string; readonly sealed: string };
};

export function createCallbackSecrets({
  bytes,
  seal,
}: {
  readonly bytes: (length: number) => Buffer;
  readonly seal: Secrets["seal"];
}): CallbackSecrets {
  return {
    make(id) {
      const secret = `whsec_${bytes(32).toString("base64")}`;
      return { secret, sealed: seal(secret, id) };
    },
  };
}
