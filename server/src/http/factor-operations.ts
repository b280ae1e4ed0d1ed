import {
  AddPasskey,
  BeginPasskey,
  BindBrowserKey,
  BrowserKeyBound,
  FreshAsked,
  Id,
  NewPasskeyAsked,
  Passkey,
  PasskeyAsked,
  PasskeyList,
  PasskeyRemoved,
  RemovePasskey,
  SignedIn,
  SignInByPasskey,
  UseCode,
  type ErrorCode,
} from "@loopgate/contract";
import { z } from "zod";
import type { Operation } from "./operations.ts";

const byAccount = { for: "accounts", by: "account" } as const;
/** What a call answers that wants the strongest factor anew. */
export const FRESH: readonly ErrorCode[] = [
  "sign_in_failed",
  "passkey_required",
  "passkey_failed",
  "passkeys_need_https",
];
const ENTERING: readonly ErrorCode[] = [
  "code_invalid",
  "sign_in_failed",
  "username_taken",
  "registration_closed",
  "rate_limited",
];

/** The routes for what proves who somebody is: passkeys and the key of his browser. */
export const FACTOR_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/api/auth/passkey/options",
    for: "accounts",
    summary: "Begin to sign in with a passkey, whosever it is",
    answer: PasskeyAsked,
    refusals: ["passkeys_need_https", "registration_closed"],
  },
  {
    method: "post",
    path: "/api/auth/passkey",
    for: "accounts",
    summary: "Sign in with a passkey: a token for programs, and a cookie for browsers",
    body: SignInByPasskey,
    answer: SignedIn,
    refusals: ["passkey_failed", "passkeys_need_https", "registration_closed", "rate_limited"],
  },
  {
    method: "post",
    path: "/api/auth/owner",
    for: "accounts",
    summary: "Become the owner by the code of the link that the server printed, and sign in",
    body: UseCode,
    answer: SignedIn,
    refusals: ENTERING,
  },
  {
    method: "post",
    path: "/api/auth/join",
    for: "accounts",
    summary: "Join a tenant by the code of an invitation, and sign in",
    body: UseCode,
    answer: SignedIn,
    refusals: ENTERING,
  },
  {
    ...byAccount,
    method: "post",
    path: "/api/auth/browser-key",
    summary: "Bind the key of this browser to a sign-in that has none; in a browser, with the strongest factor",
    body: BindBrowserKey,
    answer: BrowserKeyBound,
    refusals: [...FRESH, "browser_key_bound"],
  },
  {
    ...byAccount,
    method: "post",
    path: "/api/user/fresh",
    summary: "Begin to use the account's strongest factor anew, for the one call that comes next; in a browser",
    answer: FreshAsked,
    refusals: ["passkeys_need_https"],
  },
  {
    ...byAccount,
    method: "get",
    path: "/api/user/passkeys",
    summary: "List your passkeys; in a browser",
    answer: PasskeyList,
    refusals: [],
  },
  {
    ...byAccount,
    method: "post",
    path: "/api/user/passkeys/options",
    summary: "Begin to add a passkey; in a browser",
    body: BeginPasskey,
    answer: NewPasskeyAsked,
    refusals: [...FRESH, "too_many_passkeys"],
  },
  {
    ...byAccount,
    method: "post",
    path: "/api/user/passkeys",
    summary: "Add a passkey; in a browser, with the strongest factor that there was before",
    body: AddPasskey,
    answer: Passkey,
    status: 201,
    refusals: [...FRESH, "too_many_passkeys"],
  },
  {
    ...byAccount,
    method: "delete",
    path: "/api/user/passkeys/{id}",
    summary: "Remove a passkey; in a browser, with the strongest factor",
    params: z.object({ id: Id }),
    body: RemovePasskey,
    answer: PasskeyRemoved,
    refusals: [...FRESH, "passkey_not_found"],
  },
];
