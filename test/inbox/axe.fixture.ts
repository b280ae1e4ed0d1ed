/** Whether everybody can use a screen, as far as a machine can tell (axe-core). */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { CDPSession, Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.0 to 2.2, A and AA. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
/** Colours that are still on their way would be judged half way. */
const LOOK = `
  document.getAnimations().forEach((animation) => animation.finish());
  axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ["violations"] }).then(({ violations, passes }) => ({
    rules: passes.length,
    wrong: violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, failureSummary }) =>
      id + " " + target.join(" ") + ": " + (any[0]?.message ?? failureSummary))),
  }))`;

type Looked = { readonly rules: number; readonly wrong: readonly string[] };

/** Looks at pages of one tab from a world of its own, which the page's policy does not bind and the page does not see. */
export async function axeIn(page: Page, themes: readonly ("light" | "dark")[]) {
  const session = await page.context().newCDPSession(page);
  return {
    /** What is wrong with the page as it stands, in each theme, as sentences. */
    async wrongOn(screen: string): Promise<readonly string[]> {
      const world = await enter(session);
      const found: string[] = [];
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme });
        const { rules, wrong } = await run<Looked>(session, world, LOOK);
        if (rules === 0) found.push(`${screen}, ${colorScheme}: nothing was looked at`);
        found.push(...wrong.map((each) => `${screen}, ${colorScheme}: ${each}`));
      }
      return found;
    },
  };
}

async function enter(session: CDPSession): Promise<number> {
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", {
    frameId: frameTree.frame.id,
    worldName: "axe",
  });
  await run(session, executionContextId, source);
  return executionContextId;
}

async function run<Value>(session: CDPSession, contextId: number, expression: string): Promise<Value> {
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression,
    contextId,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as Value;
}
