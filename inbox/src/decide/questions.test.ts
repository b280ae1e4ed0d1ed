import { expect, test } from "vitest";
import { askPassword, askSignIn, currentQuestion } from "./questions.ts";

test("a sign-in that ends while the password is asked does not swallow that question", async () => {
  const password = askPassword();
  const signedIn = askSignIn();
  expect(currentQuestion()).toMatchObject({ kind: "signIn" });
  answer(true);
  expect(await signedIn).toBe(true);
  expect(currentQuestion()).toMatchObject({ kind: "password" });
  answer("secret");
  expect(await password).toBe("secret");
  expect(currentQuestion()).toBeUndefined();
});

test("whoever asks for a sign-in while one is asked for gets the same answer", async () => {
  const both = Promise.all([askSignIn(), askSignIn()]);
  answer(false);
  expect(await both).toEqual([false, false]);
  expect(currentQuestion()).toBeUndefined();
});

function answer(value: unknown): void {
  (currentQuestion()?.answered as ((given: unknown) => void) | undefined)?.(value);
}
