import type { Effect, FieldError, OptionInput } from "@loopgate/contract";
import type { Option } from "./request.ts";
import { skeleton } from "./skeleton.ts";
import { wordsSay } from "./words.ts";

/** Marks of yes and no. The gate draws them itself, so an agent's label never carries one. */
const MARKS =
  /[\u{2705}\u{2611}\u{2714}\u{2713}\u{1F44D}\u{1F7E2}\u{26D4}\u{274C}\u{274E}\u{2716}\u{2717}\u{2718}\u{1F6AB}\u{1F6D1}\u{1F44E}\u{1F534}\u{1F197}](?:[\u{FE0E}\u{FE0F}]|[\u{1F3FB}-\u{1F3FF}])?/gu;

/**
 * Settles what each option means. A plain string: a refusal word rejects; else an approval word approves; else it is
 * neutral, except that the first option approves where another one refuses and none approves.
 */
export function settleOptions(
  inputs: readonly OptionInput[],
  multiple: boolean,
): { readonly options: readonly Option[]; readonly errors: readonly FieldError[] } {
  const raw = inputs.map(read);
  const said = raw.map(({ effect, words }) => effect ?? EFFECT[words]);
  const firstApproves = said.includes("reject") && !said.includes("approve");
  const options = raw.map(({ value, label, effect, words }, at): Option => {
    const settled = effect ?? EFFECT[words];
    const lifted = at === 0 && firstApproves && effect === undefined && settled === "neutral" ? "approve" : settled;
    return { value, label, effect: multiple ? "neutral" : lifted };
  });
  return { options, errors: [...raw.flatMap((option, at) => ownErrors(option, at, multiple)), ...twins(options)] };
}

type Words = ReturnType<typeof wordsSay>;
type RawOption = {
  readonly value: string;
  readonly label: string;
  readonly effect: Effect | undefined;
  readonly words: Words;
};

const EFFECT: Record<Words, Effect> = { refusal: "reject", approval: "approve", nothing: "neutral" };

function read(input: OptionInput): RawOption {
  const { value, label = value, effect } = typeof input === "string" ? { value: input } : input;
  const shown = withoutMarks(label);
  return { value, label: shown, effect, words: wordsSay(shown) };
}

function withoutMarks(label: string): string {
  return label.replace(MARKS, "").replace(/\s+/gu, " ").trim();
}

function ownErrors({ label, effect, words }: RawOption, at: number, multiple: boolean): FieldError[] {
  const path = `options[${at}]`;
  if (words === "nothing" && skeleton(label) === "")
    return [{ path, message: "must have a label with a letter or a digit besides marks of yes and no" }];
  if (multiple && effect !== undefined && effect !== "neutral")
    return [{ path: `${path}.effect`, message: "must be left out or neutral where several options may be picked" }];
  if (effect === "approve" && words === "refusal")
    return [
      { path: `${path}.effect`, message: "says approve, but the label holds a word of refusal; change one of them" },
    ];
  if (effect === "reject" && words === "approval")
    return [
      { path: `${path}.effect`, message: "says reject, but the label holds a word of approval; change one of them" },
    ];
  return [];
}

function twins(options: readonly Option[]): FieldError[] {
  const labels = new Map<string, number>();
  const values = new Map<string, number>();
  return options.flatMap(({ label, value }, at) => {
    const shape = shapeOf(label);
    const alike = labels.get(shape);
    const same = values.get(value);
    labels.set(shape, alike ?? at);
    values.set(value, same ?? at);
    if (shape !== "" && alike !== undefined)
      return [{ path: `options[${at}]`, message: `looks like options[${alike}]; give it another label` }];
    return same === undefined ? [] : [{ path: `options[${at}]`, message: `has the same value as options[${same}]` }];
  });
}

/** What two labels that look alike have in common. Signs that change a meaning count (C++ is not C), full stops do not. */
function shapeOf(label: string): string {
  const named = (sign: string) => ` ${sign.codePointAt(0)}x `;
  return skeleton(label.normalize("NFKC").replace(/(?<![\p{L}\p{N}])-(?=\p{N})|[+#<>=%&*/€£¥]/gu, named));
}
