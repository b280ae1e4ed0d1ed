import { LoopgateError, RegisterAccount } from "@loopgate/contract";
import { html } from "hono/html";
import { z } from "zod";
import type { Routes } from "../http/app.ts";
import { readForm } from "../http/input.ts";
import { page } from "../http/page.ts";
import { STATUS } from "../http/problem.ts";
import type { Texts } from "../texts/index.ts";
import type { Callers } from "./callers.ts";
import type { Limits } from "./limits.ts";
import type { Ownership } from "./owner.ts";

const Claim = z.strictObject({ code: z.string().min(1).max(100), ...RegisterAccount.shape });

/** The link's code is in its fragment, which only the page itself can see: it moves into the form, and out of the address. */
const SCRIPT = `const field = document.querySelector("input[name=code]");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
`;

/** The page behind the owner's link. */
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

  return (app) => {
    app.get("/owner", () => form());
    app.get("/pages/owner.js", (context) =>
      context.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }),
    );
    app.post("/owner", async (context) => {
      const request = context.req.raw;
      callers.stranger(request);
      try {
        const claim = await readForm(request, Claim);
        limits.spendFrom("one-time code", request);
        limits.signIn(request, claim.username);
        await ownership.claim(claim);
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
