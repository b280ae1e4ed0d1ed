/** Which page of the options is shown, and which of them are ticked (bit n is option n). */
export type View = { readonly page: number; readonly picks: bigint };

/** The second tap is the first tapper's alone, and only for a while: his number, and until when in seconds since 1970. */
export type Sure = { readonly by: number; readonly until: number };

/** What a button means. `sure`: it is the second tap. */
export type Choice =
  | { readonly kind: "approve"; readonly sure?: Sure }
  | { readonly kind: "reject" }
  | { readonly kind: "pick"; readonly option: number; readonly sure?: Sure }
  | { readonly kind: "send"; readonly picks: bigint; readonly sure?: Sure }
  | { readonly kind: "write" }
  /** Only draws the buttons anew: a tick, a page, the way back. */
  | ({ readonly kind: "view" } & View);

/** A button's data: `<token>.<choice>`, at most 64 bytes. It is as untrusted as any text that comes in. */
export function formatChoice(token: string, choice: Choice): string {
  return `${token}.${coded(choice)}`;
}

/** Undefined for anything that `formatChoice` does not make. */
export function parseChoice(data: string): { readonly token: string; readonly choice: Choice } | undefined {
  const [, token, rest] = /^([A-Za-z0-9_-]{20,40})\.([a-z0-9.]{1,39})$/i.exec(data) ?? [];
  const choice = rest === undefined ? undefined : decoded(rest);
  return token === undefined || !choice ? undefined : { token, choice };
}

function coded(choice: Choice): string {
  switch (choice.kind) {
    case "approve":
      return choice.sure ? `A${tail(choice.sure)}` : "a";
    case "reject":
      return "r";
    case "pick":
      return choice.sure ? `O${choice.option}${tail(choice.sure)}` : `o${choice.option}`;
    case "send":
      return choice.sure ? `D${choice.picks.toString(16)}${tail(choice.sure)}` : `d${choice.picks.toString(16)}`;
    case "write":
      return "w";
    case "view":
      return `v${choice.page}.${choice.picks.toString(16)}`;
  }
}

function tail({ by, until }: Sure): string {
  return `.${by.toString(36)}.${until.toString(36)}`;
}

function decoded(text: string): Choice | undefined {
  const second = /^([AOD])([0-9a-f]{0,13})\.([0-9a-z]{1,11})\.([0-9a-z]{1,8})$/.exec(text);
  if (!second) return firstTap(text);
  const [, letter = "", value = "", by = "", until = ""] = second;
  const choice = firstTap(`${letter.toLowerCase()}${value}`);
  const sure = { by: Number.parseInt(by, 36), until: Number.parseInt(until, 36) };
  return choice && isSurable(choice) ? { ...choice, sure } : undefined;
}

function isSurable(choice: Choice): choice is Extract<Choice, { kind: "approve" | "pick" | "send" }> {
  return choice.kind === "approve" || choice.kind === "pick" || choice.kind === "send";
}

function firstTap(text: string): Choice | undefined {
  const [, letter, first = "", second] = /^([arwodv])([0-9a-f]{0,13})(?:\.([0-9a-f]{1,13}))?$/.exec(text) ?? [];
  const isPlain = first === "" && second === undefined;
  const isNumber = /^\d{1,2}$/.test(first);
  switch (letter) {
    case "a":
      return isPlain ? { kind: "approve" } : undefined;
    case "r":
      return isPlain ? { kind: "reject" } : undefined;
    case "w":
      return isPlain ? { kind: "write" } : undefined;
    case "o":
      return isNumber && second === undefined ? { kind: "pick", option: Number(first) } : undefined;
    case "d":
      return first !== "" && second === undefined ? { kind: "send", picks: BigInt(`0x${first}`) } : undefined;
    case "v":
      return isNumber && second !== undefined
        ? { kind: "view", page: Number(first), picks: BigInt(`0x${second}`) }
        : undefined;
    default:
      return undefined;
  }
}
