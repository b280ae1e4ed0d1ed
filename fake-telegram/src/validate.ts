import { readFileSync } from "node:fs";
import type { Update } from "@grammyjs/types";
import type { Ajv, ErrorObject, ValidateFunction } from "ajv";
import type { Parameters } from "./parameters.ts";

/** Holds both directions to schemas made from two independent type packages (scripts/schemas.ts). */
export type Validator = {
  request(method: string, parameters: Parameters): void;
  update(update: Update): void;
  readonly violations: () => readonly string[];
  note(violation: string): void;
};

type Generated = { readonly from: string; readonly methods?: readonly string[]; readonly schema: object };

/** Reads one of the generated files, `update` or `requests`. */
export function readGenerated(name: "update" | "requests"): Generated {
  const file = new URL(`../generated/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Generated;
}

/** ajv is loaded here only, so that the terminal program starts without it. */
export async function createValidator(enabled: boolean): Promise<Validator> {
  const violations: string[] = [];
  const note = (violation: string) => void violations.push(violation);
  const shared = { violations: () => violations, note };
  if (!enabled) return { ...shared, request: () => {}, update: () => {} };

  const ajvPackage = await import("ajv");
  schemas ??= new ajvPackage.Ajv({ strict: false })
    .addSchema(readGenerated("requests").schema, "requests")
    .addSchema(readGenerated("update").schema, "updates");
  const ajv = schemas;
  return {
    ...shared,
    request(method, parameters) {
      // Compiled when first asked for. What the double does not serve has no schema, and is noted as such.
      const check = ajv.getSchema(`requests#/properties/${method}`);
      if (check?.(parameters) === false) note(`${method} received: ${explain(check)}`);
    },
    update(update) {
      const { update_id, ...body } = update;
      const [kind = "nothing", ...more] = Object.keys(body);
      if (!Number.isInteger(update_id) || more.length > 0)
        note(`update ${update_id} holds ${Object.keys(update).join()}`);
      const check = ajv.getSchema(`updates#/properties/${kind}`);
      if (check === undefined) note(`update ${update_id} is of an unknown kind, ${kind}`);
      else if (check(body[kind as keyof typeof body]) !== true) note(`${kind} emitted: ${explain(check)}`);
    },
  };
}

// Compiling a kind of update takes up to half a second, so it is done once a process, and only for what is used.
let schemas: Ajv | undefined;

function explain(check: ValidateFunction): string {
  return (check.errors ?? [])
    .map((error) => `${error.instancePath || "/"} ${error.message ?? ""}${detail(error)}`)
    .join("; ");
}

function detail(error: ErrorObject): string {
  const extra: unknown = error.params["additionalProperty"] ?? error.params["allowedValues"];
  return extra === undefined ? "" : ` (${JSON.stringify(extra)})`;
}
