/** Which page of the options is shown, and which of them are ticked (bit n is option n). */
export type View = { readonly page: number; readonly picks: bigint };

/** What a button means. `sure`: it is the second tap. */
export type Choice =
  | { readonly kind: "approve"; readonly sure: boolean }
  | { readonly kind: "reject" }
  | { readonly kind: "pick"; readonly option: number; readonly sure: boolean }
  | { readonly kind: "send"; readonly picks: bigint; readonly sure: boolean }
  | { readonly kind: "write" }
  /** Only draws the buttons anew: a tick, a page, the way back. */
  | ({ readonly kind: "view" } & View);

/** A button's data: `<token>.<choice>`, at most 64 bytes. It is as untrusted as any text that comes in. */
export function formatChoice(token: string, choice: Choice): string {
  return `${token}.${coded(choice)}`;
}

/** Undefined for anything that `formatChoice` does not make. */
export function parseChoice(data: string): { readonly token: string; readonly choice: Choice } | undefined {
  const [, token, rest] = /^([A-Za-z0-9_-]{20,40})\.([a-z0-9.]{1,23})$/i.exec(data) ?? [];
  const choice = rest === undefined ? undefined : decoded(rest);
  return token === undefined || !choice ? undefined : { token, choice };
}

function coded(choice: Choice): string {
  switch (choice.kind) {
    case "approve":
      return choice.sure ? "A" : "a";
    case "reject":
      return "r";
    case "pick":
      return `${choice.sure ? "O" : "o"}${choice.option}`;
    case "send":
      return `${choice.sure ? "D" : "d"}${choice.picks.toString(16)}`;
    case "write":
      return "w";
    case "view":
      return `v${choice.page}.${choice.picks.toString(16)}`;
  }
}

function decoded(text: string): Choice | undefined {
  const [, letter = "", first = "", second] = /^([aArwoOdDv])([0-9a-f]{0,13})(?:\.([0-9a-f]{1,13}))?$/.exec(text) ?? [];
  const sure = letter !== letter.toLowerCase();
  const isPlain = first === "" && second === undefined;
  const isNumber = /^\d{1,2}$/.test(first);
  switch (letter.toLowerCase()) {
    case "a":
      return isPlain ? { kind: "approve", sure } : undefined;
    case "r":
      return isPlain ? { kind: "reject" } : undefined;
    case "w":
      return isPlain ? { kind: "write" } : undefined;
    case "o":
      return isNumber && second === undefined ? { kind: "pick", option: Number(first), sure } : undefined;
    case "d":
      return first !== "" && second === undefined ? { kind: "send", picks: BigInt(`0x${first}`), sure } : undefined;
    case "v":
      return isNumber && second !== undefined
        ? { kind: "view", page: Number(first), picks: BigInt(`0x${second}`) }
        : undefined;
    default:
      return undefined;
  }
}
