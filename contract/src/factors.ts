import { z } from "zod";
import { Reply } from "./decisions.ts";
import { Digest, Id, Name, Time, type JsonObject } from "./ids.ts";

/** Bytes as WebAuthn's JSON has them (RFC 4648, 5, without padding). */
const Bytes = z
  .string()
  .max(65_536)
  .regex(/^[A-Za-z0-9_-]+$/, "must be base64url without padding");

/** WebAuthn Level 3, 5.1: what `credential.toJSON()` gives. What browsers add to it is not looked at. */
const credential = {
  id: Bytes.max(1_400),
  rawId: Bytes.max(1_400),
  type: z.literal("public-key"),
  authenticatorAttachment: z.string().max(64).nullish(),
  clientExtensionResults: z.record(z.string(), z.unknown()).optional(),
};
const RegistrationResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: Bytes,
      attestationObject: Bytes,
      transports: z.array(z.string().max(64)).max(10).optional(),
    }),
  })
  .meta({ id: "PasskeyRegistration", description: "PublicKeyCredential.toJSON() of navigator.credentials.create()" });
export type RegistrationResponse = z.infer<typeof RegistrationResponse>;

const AssertionResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: Bytes,
      authenticatorData: Bytes,
      signature: Bytes,
      userHandle: Bytes.nullish(),
    }),
  })
  .meta({ id: "PasskeyAssertion", description: "PublicKeyCredential.toJSON() of navigator.credentials.get()" });
export type AssertionResponse = z.infer<typeof AssertionResponse>;

const Nonce = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: "Made by the server with the options; good once, for two minutes" });

/** A passkey was used for what the nonce was made for. */
export const PasskeyProof = z.strictObject({ nonce: Nonce, assertion: AssertionResponse }).meta({ id: "PasskeyProof" });
export type PasskeyProof = z.infer<typeof PasskeyProof>;

/**
 * What a passkey signs in place of a random challenge: SHA-256 of the canonical JSON of the statement with the nonce in it. The
 * options of the server carry it already; only for a decision the page computes it too, to see that it signs what it shows.
 */
export type Statement = { readonly kind: "sign_in" | "add_passkey" | "fresh" } | DecisionStatement;

/** What somebody says who decides: the bytes of its canonical JSON are what his browser's key signs. */
export const DecisionStatement = z
  .strictObject({ kind: z.literal("decision"), request_id: Id, shown_digest: Digest, reply: Reply })
  .meta({ id: "DecisionStatement" });
export type DecisionStatement = z.infer<typeof DecisionStatement>;

/** The text whose SHA-256 is the challenge. */
export function challengeText(statement: Statement, nonce: string): JsonObject {
  return { ...statement, nonce } as JsonObject;
}

/** What adds somebody who may answer, or a factor, asks for the strongest factor once more, whoever is signed in. Exactly one. */
export const freshly = {
  password: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .meta({ format: "password", description: "The account's own, entered anew; where the account has no passkey" }),
  passkey: PasskeyProof.optional().meta({ description: "Over the options of POST /api/user/fresh" }),
};
export type Freshly = { readonly password?: string | undefined; readonly passkey?: PasskeyProof | undefined };

/** The public half of a key that the page keeps and nobody can read out of the browser: ECDSA P-256. */
export const BrowserKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{100,200}$/, "must be a P-256 public key: SPKI in base64url")
  .meta({ description: 'exportKey("spki", publicKey) in base64url without padding' });

/** Shows that a person at the page of a sign-in decides, and not whoever holds its cookie. */
export const DecisionProof = z
  .union([
    z.strictObject({
      browser_signature: z
        .string()
        .regex(/^[A-Za-z0-9_-]{86}$/, "must be 64 bytes (r and s) in base64url")
        .meta({ description: "ECDSA P-256 with SHA-256 over the UTF-8 of the statement's canonical JSON" }),
    }),
    z.strictObject({
      password: z
        .string()
        .min(1)
        .max(1024)
        .meta({ format: "password", description: "Asked anew where the browser has no WebCrypto" }),
    }),
    z.strictObject({ passkey: PasskeyProof }),
  ])
  .meta({ id: "DecisionProof" });
export type DecisionProof = z.infer<typeof DecisionProof>;

const Descriptor = z.object({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.array(z.string()),
});

/** PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3, 5.5). */
const RequestOptions = z
  .object({
    challenge: z.string(),
    timeout: z.int(),
    rpId: z.string(),
    allowCredentials: z.array(Descriptor),
    userVerification: z.literal("required"),
  })
  .meta({ id: "PasskeyRequestOptions" });

export const PasskeyAsked = z
  .object({ nonce: z.string(), options: RequestOptions })
  .meta({ id: "PasskeyAsked", description: "The options go to PublicKeyCredential.parseRequestOptionsFromJSON" });
export type PasskeyAsked = z.infer<typeof PasskeyAsked>;

export const FreshAsked = z
  .object({
    factor: z
      .enum(["password", "passkey"])
      .meta({ description: "The strongest that the account has: the one that is taken" }),
    passkey: PasskeyAsked.nullable(),
  })
  .meta({ id: "FreshAsked" });
export type FreshAsked = z.infer<typeof FreshAsked>;

/** For the door where people decide: what a passkey has to sign. */
export const DecisionChallenge = z
  .object({
    nonce: z.string(),
    challenge: z.string().meta({ description: "SHA-256, base64url, of the canonical JSON of {...statement, nonce}" }),
    rp_id: z.string(),
    allow_credentials: z.array(Descriptor),
  })
  .meta({ id: "DecisionChallenge" });
export type DecisionChallenge = z.infer<typeof DecisionChallenge>;

export const SignInByPasskey = z
  .strictObject({ nonce: Nonce, assertion: AssertionResponse, browser_key: BrowserKey.optional() })
  .meta({ id: "SignInByPasskey" });

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3, 5.4). */
const CreationOptions = z
  .object({
    challenge: z.string(),
    timeout: z.int(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
    excludeCredentials: z.array(Descriptor),
    authenticatorSelection: z.object({
      residentKey: z.literal("required"),
      requireResidentKey: z.literal(true),
      userVerification: z.literal("required"),
    }),
    attestation: z.literal("none"),
  })
  .meta({ id: "PasskeyCreationOptions" });

export const NewPasskeyAsked = z
  .object({ nonce: z.string(), options: CreationOptions })
  .meta({ id: "NewPasskeyAsked", description: "The options go to PublicKeyCredential.parseCreationOptionsFromJSON" });
export type NewPasskeyAsked = z.infer<typeof NewPasskeyAsked>;

export const BeginPasskey = z
  .strictObject({
    password: freshly.password.meta({
      description: "Checked now, where given, so that no device makes a passkey in vain",
    }),
  })
  .meta({ id: "BeginPasskey" });

export const AddPasskey = z
  .strictObject({
    name: Name.optional().meta({ description: "By which its owner knows it again" }),
    nonce: Nonce,
    response: RegistrationResponse,
    ...freshly,
  })
  .meta({ id: "AddPasskey" });

export const RemovePasskey = z.strictObject(freshly).meta({ id: "RemovePasskey" });

const passkeyFields = {
  id: Id,
  name: z.string(),
  rp_id: z.string().meta({ description: "The host that it was made for; it works at no other" }),
  created_at: Time,
  last_used_at: Time.nullable(),
};
export const Passkey = z.object(passkeyFields).meta({ id: "Passkey" });
export type Passkey = z.infer<typeof Passkey>;

export const PasskeyList = z
  .object({
    passkeys: z.array(Passkey),
    rp_id: z.string().nullable().meta({
      description: "The host for which passkeys are made here; null: it has no HTTPS or no name, and none work",
    }),
    browser_key: z.boolean().meta({ description: "Whether a key of the browser is bound to this sign-in" }),
  })
  .meta({ id: "PasskeyList" });
export type PasskeyList = z.infer<typeof PasskeyList>;

export const PasskeyRemoved = z
  .object({ message: z.literal("Passkey removed successfully") })
  .meta({ id: "PasskeyRemoved" });

export const BindBrowserKey = z.strictObject({ browser_key: BrowserKey, ...freshly }).meta({ id: "BindBrowserKey" });

export const BrowserKeyBound = z
  .object({ message: z.literal("Browser key bound successfully") })
  .meta({ id: "BrowserKeyBound" });
