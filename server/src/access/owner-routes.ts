import { UseCode } from "@loopgate/contract";
import type { Routes } from "../http/app.ts";
import { readBody } from "../http/input.ts";
import type { Callers } from "./callers.ts";
import { checkedBrowserKey } from "./factors/browser-keys.ts";
import type { Limits } from "./limits.ts";
import type { Ownership } from "./owner.ts";
import { signedInAnswer } from "./signed-in-answer.ts";

/** The route behind the page of the owner's link. */
export function ownerRoutes({
  ownership,
  callers,
  limits,
}: {
  readonly ownership: Pick<Ownership, "claim">;
  readonly callers: Pick<Callers, "stranger">;
  readonly limits: Pick<Limits, "spendFrom" | "signIn">;
}): Routes {
  return (app) => {
    app.post("/api/auth/owner", async (context) => {
      const request = context.req.raw;
      callers.stranger(request);
      const claimed = await readBody(request, UseCode);
      checkedBrowserKey(claimed.browser_key);
      limits.spendFrom("one-time code", request);
      limits.signIn(request, claimed.username);
      return signedInAnswer(context, await ownership.claim(claimed));
    });
  };
}
