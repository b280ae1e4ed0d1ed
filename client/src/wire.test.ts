import { expectTypeOf, test } from "vitest";
import type * as contract from "../../contract/src/index.ts";
import type * as wire from "./wire.ts";

/** The contract infers arrays and fields that may be written to, and some optional ones without `undefined`. */
type Read<T> = T extends (...given: never[]) => unknown
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Read<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Read<T[Key]> }
      : T;

test("what Loopgate says is what the contract promises, field by field", () => {
  expectTypeOf<Read<wire.RequestCreated>>().toEqualTypeOf<Read<contract.RequestCreated>>();
  expectTypeOf<Read<wire.Decision>>().toEqualTypeOf<Read<contract.Decision>>();
  expectTypeOf<Read<wire.PollAnswer>>().toEqualTypeOf<Read<contract.PollAnswer>>();
  expectTypeOf<Read<wire.RequestView>>().toEqualTypeOf<Read<contract.RequestView>>();
  expectTypeOf<Read<wire.PendingList>>().toEqualTypeOf<Read<contract.PendingList>>();
  expectTypeOf<Read<wire.FieldError>>().toEqualTypeOf<Read<contract.FieldError>>();
});

test("what can be said is what the contract takes: the same fields, and no value more than it knows", () => {
  expectTypeOf<Read<wire.RegisterSession>>().toEqualTypeOf<Read<contract.RegisterSession>>();
  expectTypeOf<Read<wire.PendingQuery>>().toEqualTypeOf<Read<contract.PendingQuery>>();
  expectTypeOf<keyof wire.CreateRequest>().toEqualTypeOf<keyof contract.CreateRequest>();
  expectTypeOf<contract.CreateRequest>().toExtend<wire.CreateRequest>();
  // JSON that comes from elsewhere has no type that says so: the server reads it.
  type Free = "action" | "metadata" | "source" | "schema" | "resume" | "callback_body";
  expectTypeOf<Read<Omit<wire.CreateRequest, Free>>>().toEqualTypeOf<Read<Omit<contract.CreateRequest, Free>>>();
  expectTypeOf<keyof wire.Action>().toEqualTypeOf<keyof NonNullable<contract.CreateRequest["action"]>>();
});
