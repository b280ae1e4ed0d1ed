import type { Compilable, CompiledQuery } from "kysely";

/** A place in a statement where a value comes later. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Builds and compiles a statement once, and binds values to it afterwards: building costs more than running on SQLite, so the
 * statements of the busiest paths are made this way. `place("id")` stands where the value of that name will be.
 */
export function prepared<Values extends Readonly<Record<string, unknown>>, Row>(
  build: (place: <Name extends keyof Values & string>(name: Name) => Values[Name]) => Compilable<Row>,
): (values: Values) => CompiledQuery<Row> {
  // To the builder a place is a value like any other; only its type says what it will be.
  const statement = build((name) => new Place(name) as unknown as Values[typeof name]).compile();
  return (values) => ({
    ...statement,
    parameters: statement.parameters.map((parameter) =>
      parameter instanceof Place ? values[parameter.name] : parameter,
    ),
  });
}
