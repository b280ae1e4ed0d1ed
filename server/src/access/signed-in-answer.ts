import type { SignedIn as SignedInBody } from "@loopgate/contract";
import type { Context } from "hono";
import type { z } from "zod";
import type { SignedIn } from "./accounts/accounts.ts";

/** What every way of signing in answers: a token for programs, and a cookie for browsers. */
export function signedInAnswer(context: Context, { jwt, accountId, username, cookie }: SignedIn): Response {
  context.header("set-cookie", cookie, { append: true });
  return context.json({ token: jwt, user_id: accountId, username } satisfies z.infer<typeof SignedInBody>);
}
