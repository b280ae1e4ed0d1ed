import { LoopgateError, RegisterAccount, UseCode } from "@loopgate/contract";
import { html } from "hono/html";
import { z } from "zod";
import type { Routes } from "../http/app.ts";
import { readBody, readForm } from "../http/input.ts";
import { page } from "../http/page.ts";
import { STATUS } from "../http/problem.ts";
import type { Texts } from "../texts/index.ts";
import type { Callers } from "./callers.ts";
import type { Limits } from "./limits.ts";
import type { SignedIn } from "./accounts/accounts.ts";
import { checkedBrowserKey } from "./factors/browser-keys.ts";
import type { Ownership } from "./owner.ts";
import { signedInAnswer } from "./signed-in-answer.ts";

const Claim = z.strictObject({ code: z.string().min(1).max(100), ...RegisterAccount.shape });

/** The link's code is in its fragment, which only the page itself can see: it moves into the form, and out of the address. */
const SCRIPT = `const field = document.querySelector("input[name=code]");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
`;

/** The page behind the owner's link, and the call of pages that do the same. */
export function ownerRoutes(parts: {
  readonly ownership: Pick<Ownership, "claim">;
  readonly callers: Pick<Callers, "stranger">;
  readonly limits: Limits;
  readonly texts: Texts["owner"];
}): Routes {
  const { ownership, callers, limits, texts } = parts;

  const form = (refusal?: LoopgateError) =>
    page({
      title: texts.title,
      script: "/pages/owner.js",
      status: refusal ? STATUS[refusal.code] : 200,
      body: html`
        <p>${texts.explain}</p>
        ${refusal ? html`<p class="refused" role="alert">${sentences(refusal)}</p>` : ""}
        <form method="post" action="/owner">
          <label for="code">${texts.code}</label>
          <input id="code" name="code" required autocomplete="off" />
          <label for="username">${texts.username}</label>
          <input id="username" name="username" required autocomplete="username" />
          <label for="password">${texts.password}</label>
          <input id="password" name="password" type="password" required autocomplete="current-password" />
          <button>${texts.submit}</button>
        </form>
      `,
    });

  function claim(request: Request, claimed: UseCode): Promise<SignedIn> {
    limits.spendFrom("one-time code", request);
    limits.signIn(request, claimed.username);
    return ownership.claim(claimed);
  }

  return (app) => {
    app.post("/api/auth/owner", async (context) => {
      callers.stranger(context.req.raw);
      const claimed = await readBody(context.req.raw, UseCode);
      checkedBrowserKey(claimed.browser_key);
      return signedInAnswer(context, await claim(context.req.raw, claimed));
    });
    app.get("/owner", () => form());
    app.get("/pages/owner.js", (context) =>
      context.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }),
    );
    app.post("/owner", async (context) => {
      const request = context.req.raw;
      callers.stranger(request);
      try {
        await claim(request, await readForm(request, Claim));
      } catch (error) {
        if (error instanceof LoopgateError) return form(error);
        throw error;
      }
      return page({ title: texts.title, body: html`<p>${texts.done}</p>` });
    });
  };
}

function sentences({ message, fields }: LoopgateError): string {
  return [message, ...fields.map(({ path, message: wrong }) => `${path}: ${wrong}.`)].join(" ");
}
