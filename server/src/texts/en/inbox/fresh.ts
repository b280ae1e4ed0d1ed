/** Where a signed-in person proves once more who it is. */
export const fresh = {
  passkeyHint: "Your browser asks for your passkey now: a fingerprint, a face, a PIN, or a key.",
  passwordHint: "Asked again because a sign-in alone does not change who may answer.",
};
