import { canonical } from "./canonical.ts";
import type { FieldError } from "./errors.ts";
import type { Json, JsonObject } from "./ids.ts";

/**
 * Loopgate's subset of JSON Schema 2020-12, for forms and for the arguments of an action: no `pattern` (a stranger's
 * regular expression is a stranger's program), no remote `$ref`, nothing that a person could not be shown as a field.
 */
const KEYWORDS = new Set([
  "$schema",
  "$defs",
  "$ref",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
  "type",
  "enum",
  "const",
  "oneOf",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minLength",
  "maxLength",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
]);
const TYPES = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);
const COUNTS = ["minItems", "maxItems", "minLength", "maxLength"];
const NUMBERS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const TEXTS = ["title", "description", "format", "$comment", "$schema"];
/** All that may stand beside a `$ref`: a constraint there would be overlooked by whoever follows the reference. */
const BESIDE_REF = new Set(["$ref", "$defs", "$schema", "$comment", "title", "description", "default", "examples"]);
const DEEPEST = 16;
/** After about so many errors nothing more is looked at: a body of 256 kB must not make an answer of gigabytes. */
const MOST_ERRORS = 50;

/** What of `schema` is outside the subset; empty means that it can be shown and checked. */
export function schemaErrors(schema: JsonObject, path: string): FieldError[] {
  const errors = checkSchema(schema, schema, path, 0);
  const type = resolve(schema, schema)?.["type"];
  if (errors.length === 0 && type !== "object") return [{ path, message: 'must have "type": "object" at its top' }];
  return errors;
}

/** What in `value` breaks `schema`, which must be free of schemaErrors; empty means valid. */
export function valueErrors(schema: JsonObject, value: Json, path: string): FieldError[] {
  return checkValue(schema, schema, value, path, 0);
}

function checkSchema(root: JsonObject, schema: Json | undefined, path: string, depth: number): FieldError[] {
  if (!isObject(schema)) return [{ path, message: "must be a schema object" }];
  if (depth > DEEPEST) return [{ path, message: `must not be nested deeper than ${DEEPEST} levels` }];
  const errors = Object.keys(schema)
    .filter((keyword) => !KEYWORDS.has(keyword))
    .map((keyword) => ({
      path: `${path}.${keyword}`,
      message: "is not in Loopgate's subset of JSON Schema; leave it out",
    }));
  errors.push(...checkKeywords(root, schema, path));
  for (const [name, inner] of children(schema))
    if (errors.length < MOST_ERRORS) errors.push(...checkSchema(root, inner, `${path}.${name}`, depth + 1));
  return errors.slice(0, MOST_ERRORS);
}

function checkKeywords(root: JsonObject, schema: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (keyword: string, message: string) => errors.push({ path: `${path}.${keyword}`, message });
  const { type, $ref: ref, required, enum: values, oneOf, additionalProperties: rest, properties } = schema;
  if (type !== undefined && !isTypes(type)) refuse("type", "must be a JSON type, or a list of them");
  if (ref !== undefined && !isLocal(root, ref)) refuse("$ref", 'must name one of this schema\'s own "#/$defs/…"');
  if (ref !== undefined && !Object.keys(schema).every((keyword) => BESIDE_REF.has(keyword)))
    refuse("$ref", "must stand alone; move what stands beside it into the definition");
  if (required !== undefined && !isNames(required)) refuse("required", "must be a list of names");
  if (values !== undefined && (!isList(values) || values.length === 0)) refuse("enum", "must be a list of values");
  if (oneOf !== undefined && !(isList(oneOf) && oneOf.length > 0 && oneOf.every(isTitledConst)))
    refuse("oneOf", "must be a list of {const, title}");
  if (values !== undefined && oneOf !== undefined) refuse("oneOf", "must not stand beside enum; keep one of them");
  if (rest !== undefined && typeof rest !== "boolean") refuse("additionalProperties", "must be true or false");
  if (properties !== undefined && !isObject(properties)) refuse("properties", "must be an object");
  for (const keyword of COUNTS) {
    const count = schema[keyword];
    if (count !== undefined && !(Number.isInteger(count) && Number(count) >= 0))
      refuse(keyword, "must be a whole number from 0 up");
  }
  for (const keyword of NUMBERS)
    if (schema[keyword] !== undefined && typeof schema[keyword] !== "number") refuse(keyword, "must be a number");
  if (typeof schema["multipleOf"] === "number" && schema["multipleOf"] <= 0)
    refuse("multipleOf", "must be more than 0");
  if (schema["uniqueItems"] !== undefined && typeof schema["uniqueItems"] !== "boolean")
    refuse("uniqueItems", "must be true or false");
  for (const keyword of TEXTS)
    if (schema[keyword] !== undefined && typeof schema[keyword] !== "string") refuse(keyword, "must be a text");
  return errors;
}

function children(schema: JsonObject): [string, Json | undefined][] {
  const named = (keyword: "properties" | "$defs"): [string, Json][] => {
    const group = schema[keyword];
    return isObject(group) ? Object.entries(group).map(([name, inner]) => [`${keyword}.${name}`, inner]) : [];
  };
  return [
    ...named("properties"),
    ...named("$defs"),
    ...("items" in schema ? [["items", schema["items"]] as [string, Json]] : []),
  ];
}

function checkValue(root: JsonObject, unresolved: JsonObject, value: Json, path: string, depth: number): FieldError[] {
  const schema = resolve(root, unresolved);
  if (!schema || depth > 32) return [{ path, message: "is nested too deeply to be checked" }];
  const types = schema["type"] === undefined ? undefined : [schema["type"]].flat();
  if (types && !types.some((type) => typeof type === "string" && hasType(value, type)))
    return [
      { path, message: `must be of type ${types.map((type) => canonical(type).replaceAll('"', "")).join(" or ")}` },
    ];
  const choice = choiceError(schema, value);
  if (choice) return [{ path, message: choice }];
  if (typeof value === "string") return told(path, stringError(schema, value));
  if (typeof value === "number") return told(path, numberError(schema, value));
  if (isList(value)) return [...told(path, listError(schema, value)), ...itemErrors(root, schema, value, path, depth)];
  return isObject(value) ? memberErrors(root, schema, value, path, depth) : [];
}

function memberErrors(
  root: JsonObject,
  schema: JsonObject,
  value: JsonObject,
  path: string,
  depth: number,
): FieldError[] {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = isList(schema["required"]) ? schema["required"].map(String) : [];
  const errors = required
    .filter((name) => !Object.hasOwn(value, name))
    .slice(0, MOST_ERRORS)
    .map((name) => ({ path: `${path}.${name}`, message: "is required" }));
  for (const [name, member] of Object.entries(value)) {
    if (errors.length >= MOST_ERRORS) break;
    const inner = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isObject(inner)) errors.push(...checkValue(root, inner, member, `${path}.${name}`, depth + 1));
    else if (schema["additionalProperties"] === false)
      errors.push({ path: `${path}.${name}`, message: "is not a known field" });
  }
  return errors;
}

function itemErrors(
  root: JsonObject,
  schema: JsonObject,
  value: readonly Json[],
  path: string,
  depth: number,
): FieldError[] {
  const items = schema["items"];
  const errors: FieldError[] = [];
  for (const [at, item] of isObject(items) ? value.entries() : [])
    if (errors.length < MOST_ERRORS)
      errors.push(...checkValue(root, items as JsonObject, item, `${path}[${at}]`, depth + 1));
  return errors;
}

/** The allowed values as canonical JSON, made once a schema: a long list may be checked against a long enumeration. */
const choices = new WeakMap<JsonObject, readonly ReadonlySet<string>[]>();

function choicesOf({ const: only, enum: values, oneOf }: JsonObject): readonly ReadonlySet<string>[] {
  const titled = isList(oneOf)
    ? oneOf.map((choice) => (isObject(choice) ? (choice["const"] ?? null) : null))
    : undefined;
  return [only === undefined ? undefined : [only], values, titled]
    .filter(isList)
    .map((list) => new Set(list.map(canonical)));
}

function choiceError(schema: JsonObject, value: Json): string | undefined {
  const lists = choices.get(schema) ?? choicesOf(schema);
  choices.set(schema, lists);
  const text = canonical(value);
  const missed = lists.find((list) => !list.has(text));
  if (!missed) return undefined;
  const named = [...missed].slice(0, MOST_ERRORS).map((each) => each.slice(0, 100).toWellFormed());
  return `must be ${missed === lists[0] && schema["const"] !== undefined ? "" : "one of "}${named.join(", ")}`;
}

function stringError(schema: JsonObject, value: string): string | undefined {
  const length = [...value].length;
  const { minLength, maxLength, format } = schema;
  if (typeof minLength === "number" && length < minLength) return `must have at least ${minLength} characters`;
  if (typeof maxLength === "number" && length > maxLength) return `must have at most ${maxLength} characters`;
  if (typeof format !== "string" || !Object.hasOwn(FORMATS, format)) return undefined;
  return FORMATS[format]?.(value) === false ? `must be a valid ${format}` : undefined;
}

/** Formats that are checked; any other is a hint to whoever draws the field, as the standard has it. */
const FORMATS: Record<string, (value: string) => boolean> = {
  email: (value) => /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(value),
  uri: (value) => URL.canParse(value),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value) && isTime(`${value}T00:00:00Z`),
  "date-time": (value) =>
    /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value) && isTime(value),
};

function isTime(value: string): boolean {
  const day = Number(value.slice(8, 10));
  const time = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(Date.parse(value)) && time.getUTCDate() === day;
}

function numberError(schema: JsonObject, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf: step } = schema;
  if (typeof minimum === "number" && value < minimum) return `must be at least ${minimum}`;
  if (typeof maximum === "number" && value > maximum) return `must be at most ${maximum}`;
  if (typeof above === "number" && value <= above) return `must be more than ${above}`;
  if (typeof below === "number" && value >= below) return `must be less than ${below}`;
  if (typeof step === "number" && Math.abs(value / step - Math.round(value / step)) >= 1e-9)
    return `must be a multiple of ${step}`;
  return undefined;
}

function listError(schema: JsonObject, value: readonly Json[]): string | undefined {
  const { minItems, maxItems, uniqueItems } = schema;
  if (typeof minItems === "number" && value.length < minItems) return `must have at least ${minItems} items`;
  if (typeof maxItems === "number" && value.length > maxItems) return `must have at most ${maxItems} items`;
  if (uniqueItems === true && new Set(value.map(canonical)).size < value.length)
    return "must not hold the same item twice";
  return undefined;
}

function hasType(value: Json, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return isList(value);
  if (type === "object") return isObject(value);
  if (type === "null") return value === null;
  return typeof value === type;
}

function resolve(root: JsonObject, schema: JsonObject): JsonObject | undefined {
  let found: Json | undefined = schema;
  for (let hops = 0; isObject(found) && found["$ref"] !== undefined; hops++) {
    if (hops > DEEPEST) return undefined;
    found = definition(root, found["$ref"]);
  }
  return isObject(found) ? found : undefined;
}

function isLocal(root: JsonObject, ref: Json): boolean {
  return definition(root, ref) !== undefined && resolve(root, { $ref: ref }) !== undefined;
}

function definition(root: JsonObject, ref: Json | undefined): Json | undefined {
  const name = typeof ref === "string" && ref.startsWith("#/$defs/") ? ref.slice("#/$defs/".length) : undefined;
  const definitions = root["$defs"];
  return name !== undefined && isObject(definitions) && Object.hasOwn(definitions, name)
    ? definitions[name]
    : undefined;
}

function isTitledConst(value: Json): boolean {
  if (!isObject(value) || value["const"] === undefined) return false;
  return Object.entries(value).every(
    ([keyword, member]) =>
      keyword === "const" || (["title", "description"].includes(keyword) && typeof member === "string"),
  );
}

function isTypes(value: Json): boolean {
  const types = [value].flat();
  return (
    types.length > 0 &&
    new Set(types).size === types.length &&
    types.every((one) => typeof one === "string" && TYPES.has(one))
  );
}

function isNames(value: Json): boolean {
  return isList(value) && new Set(value).size === value.length && value.every((name) => typeof name === "string");
}

function told(path: string, message: string | undefined): FieldError[] {
  return message === undefined ? [] : [{ path, message }];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
