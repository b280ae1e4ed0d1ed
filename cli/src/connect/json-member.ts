import type { Json, JsonObject } from "@loopgate/contract";

type Member = { readonly key: string; readonly from: number; readonly to: number };
type Place = { readonly open: number; readonly close: number; readonly members: readonly Member[] };
type Layout = { readonly unit: string; readonly eol: string };

/**
 * A JSON text with `value` at `path`, every other byte as it was; the objects on the way are made where they are missing.
 * The text must be valid, and what stands on the way must be objects.
 */
export function withMember(text: string, path: readonly [string, ...string[]], value: Json): string {
  const layout: Layout = {
    unit: /\n([ \t]+)"/.exec(text)?.[1] ?? "  ",
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
  let place = placeAt(text, text.indexOf("{"));
  const [last = "", ...way] = path.toReversed();
  const missing: string[] = [];
  let depth = 0;
  for (const key of way.toReversed()) {
    const member = missing.length > 0 ? undefined : memberOf(place, key);
    if (member) {
      place = placeAt(text, member.from);
      depth++;
    } else missing.push(key);
  }
  const [key = "", ...inner]: readonly string[] = [...missing, last];
  const whole = inner.reduceRight<Json>((held, name): JsonObject => ({ [name]: held }), value);
  return set(text, place, depth, key, whole, layout);
}

function set(text: string, place: Place, depth: number, key: string, value: Json, { unit, eol }: Layout): string {
  const margin = unit.repeat(depth + 1);
  const pretty = JSON.stringify(value, null, unit).replaceAll("\n", eol + margin);
  const member = memberOf(place, key);
  if (member) return spliced(text, member.from, member.to, pretty);
  const name = JSON.stringify(key);
  const last = place.members.at(-1);
  if (!last)
    return spliced(text, place.open + 1, place.close, `${eol}${margin}${name}: ${pretty}${eol}${unit.repeat(depth)}`);
  const isOneLine = !text.slice(place.open, place.close).includes("\n");
  return spliced(
    text,
    last.to,
    last.to,
    isOneLine ? `,${name}:${JSON.stringify(value)}` : `,${eol}${margin}${name}: ${pretty}`,
  );
}

function spliced(text: string, from: number, to: number, piece: string): string {
  return text.slice(0, from) + piece + text.slice(to);
}

/** Of a name that stands twice the last one counts, as in JSON.parse. */
function memberOf({ members }: Place, key: string): Member | undefined {
  return members.findLast((member) => member.key === key);
}

/** Where the object that opens at `open` has its members, and its end. */
function placeAt(text: string, open: number): Place {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  tokens.lastIndex = open;
  const members: Member[] = [];
  let depth = 0;
  let key: string | undefined;
  let from = -1;
  let to = -1;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [word] = token;
    if (depth === 1 && (word === "," || word === "}")) {
      if (key !== undefined) members.push({ key, from, to });
      if (word === "}") return { open, close: token.index, members };
      key = undefined;
      from = -1;
    } else if (depth === 1 && key === undefined) key = JSON.parse(word) as string;
    else {
      if (depth === 1 && word !== ":" && from < 0) from = token.index;
      if (word === "{" || word === "[") depth++;
      if (word === "}" || word === "]") depth--;
      to = tokens.lastIndex;
    }
  }
  throw new Error("the text is not valid JSON");
}
