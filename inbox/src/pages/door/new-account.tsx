import { PASSWORD, USERNAME, usernameFault } from "@loopgate/contract/credentials";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { fieldError } from "../parts/refusal.ts";
import { TextField } from "../../ui/text-field.tsx";
import { usePasswordError } from "./password-error.ts";
import { PasswordField } from "./password-field.tsx";

/** What is typed for an account that may be new, and what is wrong with it by the server's own rules. */
export function useNewAccount() {
  const { faults } = useTexts().door;
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [looked, setLooked] = useState({ username: false, password: false });
  const name = usernameFault(username);
  const passwordError = usePasswordError(username, password);

  return {
    given: { username, password },
    isGood: name === undefined && passwordError === undefined,
    setUsername,
    setPassword,
    /** From now on what is wrong with a field is said: nobody is told so while he begins to type. */
    look: (field: "username" | "password") => setLooked((before) => ({ ...before, [field]: true })),
    lookAtAll: () => setLooked({ username: true, password: true }),
    usernameError: !looked.username || name === undefined ? undefined : nameSentence(),
    passwordError: looked.password ? passwordError : undefined,
  };

  function nameSentence(): string {
    if (name === "short") return faults.username.short(USERNAME.fewest);
    if (name === "long") return faults.username.long(USERNAME.most);
    return faults.username.shape;
  }
}

/** The two fields. `error`: what the server has said to them. */
export function AccountFields({
  of: { given, setUsername, setPassword, look, usernameError, passwordError },
  error,
}: {
  readonly of: ReturnType<typeof useNewAccount>;
  readonly error: unknown;
}) {
  const { door } = useTexts();
  return (
    <>
      <TextField
        label={door.username}
        hint={door.usernameHint}
        wrong={usernameError ?? fieldError(error, "username")}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
        value={given.username}
        onChange={(event) => setUsername(event.target.value)}
        onBlur={() => given.username !== "" && look("username")}
      />
      <PasswordField
        label={door.newPassword}
        hint={door.passwordHint(PASSWORD.fewest)}
        wrong={passwordError ?? fieldError(error, "password")}
        autoComplete="new-password"
        value={given.password}
        onChange={(event) => setPassword(event.target.value)}
        onBlur={() => given.password !== "" && look("password")}
      />
    </>
  );
}
