import type { InlineKeyboardButton } from "grammy/types";
import type { Face } from "@loopgate/contract";
import type { ReplyKind } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import type { Keyboard } from "./api.ts";
import { formatChoice, type Choice, type View } from "./choice.ts";
import { cut } from "./html.ts";
import { listsOptions, LONGEST_LABEL } from "./offers.ts";

/** What buttons are made of. Everything that a button means stands in its own data; nothing is remembered elsewhere. */
export type Panel = {
  readonly face: Pick<Face, "type" | "options" | "picks" | "risk">;
  readonly offers: readonly ReplyKind[];
  readonly token: string;
  /** Where the request can be looked at whole. */
  readonly page: string | undefined;
};

/** Options on one page. */
const PAGE = 8;

export const START: View = { page: 0, picks: 0n };

/** High risk takes a second tap for everything but a reject. */
export function asksTwice({ face }: Pick<Panel, "face">): boolean {
  return face.risk === "high" || face.risk === "critical";
}

/** The buttons of a pending card; undefined where there are none. */
export function keyboardOf(panel: Panel, view: View, texts: Texts): Keyboard | undefined {
  const rows = [...answerRows(panel, view, texts), ...rejectRow(panel, texts), ...pageRow(panel, texts)];
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

/** What takes the place of the buttons after the first tap. */
export function sureKeyboard(panel: Panel, choice: Choice, view: View, texts: Texts): Keyboard {
  const label = sureLabel(panel, choice, texts);
  return {
    inline_keyboard: [
      [button(panel, label, choice, "success"), button(panel, texts.telegram.back, { kind: "view", ...view })],
    ],
  };
}

function sureLabel({ face }: Panel, choice: Choice, { telegram }: Texts): string {
  if (choice.kind === "pick") return telegram.yesPick(optionLabel(face, choice.option));
  if (choice.kind === "send") return telegram.yesSend(countPicks(choice.picks));
  return telegram.yesApprove;
}

type Row = InlineKeyboardButton[];

function answerRows(panel: Panel, view: View, texts: Texts): readonly Row[] {
  const { offers, face } = panel;
  const { telegram, card } = texts;
  if (offers.includes("approve"))
    return [[button(panel, telegram.approve, { kind: "approve" }, "success"), ...rejectButton(panel, texts)]];
  if (offers.includes("text")) return [[button(panel, telegram.write, { kind: "write" })]];
  if (!offers.includes("pick")) return [];
  return (face.picks?.max ?? 1) > 1 ? toggleRows(panel, view, texts) : optionRows(panel, view, card, telegram);
}

/** The gate's own reject: beside an approve, else a row of its own where no option rejects. */
function rejectRow(panel: Panel, texts: Texts): readonly Row[] {
  const { offers, face } = panel;
  const hasOne =
    offers.includes("approve") || (offers.includes("pick") && face.options.some((o) => o.effect === "reject"));
  const row = rejectButton(panel, texts);
  return hasOne || row.length === 0 ? [] : [row];
}

function rejectButton(panel: Panel, { telegram }: Texts): Row {
  return panel.offers.includes("reject") ? [button(panel, telegram.reject, { kind: "reject" }, "danger")] : [];
}

function pageRow({ page }: Panel, { telegram }: Texts): readonly Row[] {
  return page === undefined ? [] : [[{ text: telegram.openPage, url: page }]];
}

function optionRows(panel: Panel, view: View, card: Texts["card"], words: Texts["telegram"]): readonly Row[] {
  const styles = { approve: "success", reject: "danger", neutral: undefined } as const;
  const rows = pageOf(panel.face, view).map(({ option, at }) => {
    const mark = card.effectMark[option.effect];
    const label = `${mark}${mark === "" ? "" : " "}${optionLabel(panel.face, at)}`;
    return [button(panel, label, { kind: "pick", option: at }, styles[option.effect])];
  });
  return [...rows, ...pager(panel, view, words)];
}

function toggleRows(panel: Panel, view: View, { telegram }: Texts): readonly Row[] {
  const rows = pageOf(panel.face, view).map(({ at }) => {
    const bit = 1n << BigInt(at);
    const mark = (view.picks & bit) === 0n ? telegram.notPicked : telegram.picked;
    const toggled: Choice = { kind: "view", page: view.page, picks: view.picks ^ bit };
    return [button(panel, `${mark} ${optionLabel(panel.face, at)}`, toggled)];
  });
  const done: Choice = { kind: "send", picks: view.picks };
  return [
    ...rows,
    ...pager(panel, view, telegram),
    [button(panel, telegram.done(countPicks(view.picks)), done, "success")],
  ];
}

function pageOf({ options }: Panel["face"], { page }: View) {
  return options.map((option, at) => ({ option, at })).slice(page * PAGE, (page + 1) * PAGE);
}

function pager(panel: Panel, { page, picks }: View, words: Texts["telegram"]): readonly Row[] {
  const pages = Math.ceil(panel.face.options.length / PAGE);
  if (pages <= 1) return [];
  const to = (step: number): Choice => ({ kind: "view", page: (page + step + pages) % pages, picks });
  return [[button(panel, "‹", to(-1)), button(panel, words.page(page + 1, pages), to(0)), button(panel, "›", to(1))]];
}

function optionLabel(face: Panel["face"], at: number): string {
  const label = face.options[at]?.label ?? "";
  return listsOptions(face) ? cut(`${at + 1}. ${label.replaceAll("\n", " ")}`, LONGEST_LABEL) : label;
}

/** How many options a set holds. */
export function countPicks(picks: bigint): number {
  return [...picks.toString(2)].filter((bit) => bit === "1").length;
}

function button(panel: Panel, text: string, choice: Choice, style?: "success" | "danger"): InlineKeyboardButton {
  return { text, callback_data: formatChoice(panel.token, choice), ...(style && { style }) };
}
