import type { JsonObject } from "@loopgate/contract";
import { leavesOf } from "./leaves.ts";

/** A leaf that is not as it was; undefined is where it was not, or is no more. */
export type Change = { readonly path: string; readonly before?: string; readonly after?: string };

/** What differs between two versions of an action's arguments, in the order of the paths. */
export function changesBetween(before: JsonObject, after: JsonObject): readonly Change[] {
  const [old, now] = [before, after].map((values) => new Map(leavesOf(values).map((leaf) => [leaf.path, leaf])));
  const paths = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].toSorted();
  return paths.flatMap((path) => {
    const [was, is] = [old?.get(path), now?.get(path)];
    if (was?.text === is?.text && was?.kind === is?.kind) return [];
    return [{ path, ...(was && { before: was.text }), ...(is && { after: is.text }) }];
  });
}
