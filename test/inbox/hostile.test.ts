import type { Json, JsonObject } from "@loopgate/contract";
import { canonical, visible, visibleJson } from "@loopgate/contract";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import { corpus, type Hostile } from "./corpus.ts";
import { openHouse, wide, type House } from "./house.fixture.ts";
import { ownerAt } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 240_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** The gate takes no U+0000, which cannot be stored; its neighbour stands for it. */
const all = corpus().map(({ kind, text }): Hostile => ({ kind, text: text.replaceAll("\u0000", "\u0001") }));
/** What must be told of by a warning, and stand out where it is. */
const isDeceptive = ({ kind }: Hostile) => kind === "hidden" || kind === "direction" || kind === "likeness";

/** A signed-in page; `calm` fails where anything ran, opened, loaded or leads out. */
async function watched() {
  const house = await openHouse(browser, { MAX_CONCURRENT_REQUESTS: "10000" });
  const { page, context } = await house.visit(wide);
  await ownerAt(house, { page, context });
  const happened: string[] = [];
  page.on("dialog", (dialog) => {
    happened.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("page", (other) => happened.push(`a window: ${other.url()}`));
  context.on("request", (request) => {
    if (new URL(request.url()).origin !== house.origin) happened.push(`a request to ${request.url()}`);
  });
  page.on("framenavigated", (frame) => {
    if (new URL(frame.url()).origin !== house.origin) happened.push(`a way out to ${frame.url()}`);
  });
  const calm = async () => {
    const { title, ...marks } = await page.evaluate<Marks>(MARKS);
    expect(marks).toEqual({ ran: false, leads: [] });
    expect(title).toMatch(/^(\(\d+\) )?Inbox · Loopgate$/);
    expect(happened).toEqual([]);
  };
  return { house, page, calm };
}

type Marks = { readonly ran: boolean; readonly title: string; readonly leads: readonly string[] };

/** What a text would leave behind that became more than text. */
const MARKS = `(() => {
  const isOwn = (address) => new URL(address, location.href).origin === location.origin;
  const leads = [...document.querySelectorAll("*")].filter((element) =>
    ["href", "src", "action", "formaction", "data", "poster", "background"].some(
      (name) => element.hasAttribute(name) && !isOwn(element.getAttribute(name))) ||
    element.getAttributeNames().some((name) => name.startsWith("on") || name === "srcdoc") ||
    /url\\(/.test(element.getAttribute("style") ?? ""));
  const strange = document.querySelectorAll(
    "#root :is(script, iframe, object, embed, img, video, audio, source, style, link, meta, base, portal, marquee, math, animate, template, isindex, xss)");
  return {
    ran: "__ran" in window,
    title: document.title,
    leads: [...leads, ...strange].map((element) => element.outerHTML.slice(0, 200)),
  };
})()`;

/** Shows a card as a press on its row would. */
async function show(page: Page, id: string): Promise<void> {
  await page.evaluate(`history.pushState(null, "", "/r/${id}")`);
  await page.locator(`article[data-request="${id}"]`).waitFor();
}

const inParts = (size: number) =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

test("the corpus holds two thousand texts", () => expect(all.length).toBeGreaterThanOrEqual(2_000));

test("as arguments, keys, words and claims every text is read as what it is, and none does anything", async () => {
  const { house, page, calm } = await watched();
  for (const part of inParts(100)) {
    const texts = part.map(({ text }) => text);
    const action = {
      name: "check",
      description: texts[0] ?? "",
      arguments: { texts, keys: Object.fromEntries(texts.map((text, at) => [text, at])) },
    };
    const id = await house.ask({ action, message: texts.join("\n\n"), metadata: { texts }, source: action.arguments });
    await show(page, id);
    const { fields, alert } = await page.evaluate<Shown>(FIELDS);
    expect(part.filter((hostile, at) => !isReadAs(hostile, fields[`texts[${at}]`]))).toEqual([]);
    expect(alert || !part.some(isDeceptive)).toBe(true);
    await calm();
    await page.getByRole("button", { name: "JSON" }).click();
    const { name, arguments: values } = action;
    await readsAs(page, { name, arguments: values });
    await calm();
  }
});

type Field = { readonly text: string; readonly isMarked: boolean };
type Shown = { readonly fields: Readonly<Record<string, Field>>; readonly alert: boolean };

/** Bare or in quotes, with what deceives standing out. */
function isReadAs(hostile: Hostile, field?: Field): boolean {
  const forms = [visible(hostile.text).text, visible(JSON.stringify(hostile.text)).text];
  return field !== undefined && forms.includes(field.text) && (field.isMarked || !isDeceptive(hostile));
}

const FIELDS = `({
  alert: document.querySelector("article [role=alert]:not(:empty)") !== null,
  fields: Object.fromEntries([...document.querySelectorAll("section[aria-label='What will run'] dl > div")].map((field) => [
    field.querySelector("dt").textContent,
    {
      text: [...field.querySelectorAll("dd code")].map((code) => code.textContent).join("").replace(/\\n$/, ""),
      isMarked: field.querySelector("dd [class*=bg-bad]") !== null,
    },
  ])),
})`;

/** What stands in the JSON view, to the letter, is the canonical action and nothing else. */
async function readsAs(page: Page, action: JsonObject): Promise<void> {
  const read = await page.locator("[data-canonical]").innerText();
  expect(read).toBe(visibleJson(canonical(action)));
  expect(visible(read).hidden).toBe(0);
  expect(canonical(JSON.parse(read) as Json)).toBe(canonical(action));
}

test("as an option every text is a text, and what deceives is told of", async () => {
  const { house, page, calm } = await watched();
  let shown = 0;
  for (const part of inParts(50)) {
    const { id, taken } = await askToChoose(house, part);
    await show(page, id);
    const labels = await page.evaluate<string[]>(
      `[...document.querySelectorAll("fieldset label [class*=isolate]")].map((label) => label.textContent)`,
    );
    expect(labels).toHaveLength(taken.length);
    if (taken.some(isDeceptive)) await page.locator("article [role=alert]").first().waitFor();
    await calm();
    shown += taken.length;
  }
  expect(shown).toBeGreaterThan(1_950);
});

/** The gate refuses options that look alike, which a number prevents, and marks of yes and no that contradict an effect. */
async function askToChoose(house: House, part: readonly Hostile[]) {
  let taken = part.filter(({ text }) => text.length < 190);
  for (;;) {
    const options = taken.map(({ text }, at) => ({ value: `v${at}`, label: `${at} ${text}` }));
    const asked = await house.gate.post("/hitl/request", {
      session_id: "main",
      client_id: "chooser",
      message: "Which?",
      options,
    });
    if (asked.status === 200) return { id: String(asked.body["request_id"]), taken };
    const refused = new Set((asked.body.errors ?? []).map(({ path }) => Number(/options\[(\d+)\]/.exec(path)?.[1])));
    if (refused.size === 0) throw new Error(JSON.stringify(asked.body));
    taken = taken.filter((_, at) => !refused.has(at));
  }
}

test("as a form's titles, notes and choices, and as suggestions, every text is a text", async () => {
  const { house, page, calm } = await watched();
  for (const part of inParts(100)) {
    const texts = part.map(({ text }) => text);
    const properties = Object.fromEntries(
      texts.map((text, at) => [`f${at}`, { type: "string", title: text, description: text, enum: [text, "other"] }]),
    );
    await show(page, await house.ask({ schema: { type: "object", properties }, message: "Fill this in." }));
    if (part.some(isDeceptive)) await page.locator("article [role=alert]").first().waitFor();
    await calm();
    const suggestions = texts.filter(isLine).slice(0, 8);
    if (suggestions.length === 0) continue;
    await show(page, await house.ask({ message: "How?", suggestions }));
    const buttons = page.getByRole("group", { name: "Suggestions by the agent" }).getByRole("button");
    expect(await buttons.count()).toBe(suggestions.length);
    await buttons.last().click();
    expect(await page.getByRole("textbox", { name: "Your answer" }).inputValue()).toBe(suggestions.at(-1));
    await calm();
  }
});

/** A suggestion is one line, and hides nothing: the gate sees to that. */
const isLine = (text: string) => text.length <= 200 && !text.includes("\n") && visible(text).hidden === 0;

test("as a name of an action, a client or a session every text that may be one is a text in the list", async () => {
  const { house, page, calm } = await watched();
  let asked = 0;
  for (const part of inParts(25)) {
    const answers = await Promise.all(
      part.map(({ text }) =>
        house.gate.post("/hitl/request", {
          session_id: text,
          client_id: text,
          message: text,
          action: { name: text, arguments: { text } },
        }),
      ),
    );
    asked += answers.filter(({ status }) => status === 200).length;
  }
  expect(asked).toBeGreaterThan(1_000);
  await page.goto("/");
  const rows = page.locator("a[id^=row-]");
  const more = page.getByRole("button", { name: "Show more" });
  for (let shown = 100; shown < asked; shown += 100) {
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(shown);
    await more.click();
  }
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(asked);
  await calm();
});
