/** The same shape with any words in it: a sentence may say something else in another language. */
export type Loose<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Loose<T[Key]> };
