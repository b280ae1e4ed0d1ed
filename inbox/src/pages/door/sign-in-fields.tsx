import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { hasPasskeys } from "../../world/passkeys.ts";
import { readPreference } from "../../world/preferences.ts";
import { signIn } from "../../world/sign-in.ts";
import { Refused } from "../parts/refused.tsx";
import { TextField } from "../parts/field.tsx";
import { PasswordField } from "./password-field.tsx";
import { useWays } from "./ways.ts";

/** What is typed to sign in, and what became of it. */
export function useSignIn(known = "") {
  const [username, setUsername] = useState(known);
  const [password, setPassword] = useState("");
  const [isTried, setTried] = useState(false);
  const byPassword = useMutation({ mutationFn: signIn.byPassword });
  const byPasskey = useMutation({ mutationFn: () => signIn.byPasskey() });
  return {
    username,
    password,
    setUsername,
    setPassword,
    isTried,
    isBusy: byPassword.isPending || byPasskey.isPending,
    error: byPassword.error ?? byPasskey.error,
    submit() {
      setTried(true);
      byPasskey.reset();
      if (username !== "" && password !== "") byPassword.mutate({ username, password });
    },
    usePasskey() {
      byPassword.reset();
      byPasskey.mutate();
    },
  };
}

/** The ways in: a passkey first where somebody has used one here, else the password first. */
export function SignInFields({ of: form }: { readonly of: ReturnType<typeof useSignIn> }) {
  const { door } = useTexts();
  const { data: ways } = useWays();
  const takesPasskeys = ways?.passkeys === true && hasPasskeys();
  const isPasskeyFirst = takesPasskeys && readPreference("passkey") === "used";
  const passkey = takesPasskeys && (
    <Button
      look={isPasskeyFirst ? "go" : "plain"}
      className="h-11! w-full"
      disabled={form.isBusy}
      onClick={form.usePasskey}
    >
      <Fingerprint size={17} aria-hidden />
      {door.passkey}
    </Button>
  );
  const missing = (value: string) => (form.isTried && value === "" ? door.faults.missing : undefined);
  return (
    <>
      <Refused error={form.error} />
      {isPasskeyFirst && passkey}
      {isPasskeyFirst && <Divider>{door.otherwise}</Divider>}
      <TextField
        label={door.username}
        error={missing(form.username)}
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={!isPasskeyFirst && form.username === ""}
        value={form.username}
        onChange={(event) => form.setUsername(event.target.value)}
      />
      <PasswordField
        label={door.password}
        error={missing(form.password)}
        autoComplete="current-password"
        autoFocus={!isPasskeyFirst && form.username !== ""}
        value={form.password}
        onChange={(event) => form.setPassword(event.target.value)}
      />
      <Button type="submit" look={isPasskeyFirst ? "plain" : "go"} className="h-11! w-full" disabled={form.isBusy}>
        {form.isBusy ? door.signingIn : door.signIn}
      </Button>
      {!isPasskeyFirst && passkey && <Divider>{door.otherwisePasskey}</Divider>}
      {!isPasskeyFirst && passkey}
    </>
  );
}

function Divider({ children }: { readonly children: string }) {
  return (
    <p className="flex items-center gap-3 text-[13px] text-ink3 before:h-px before:flex-1 before:bg-line2 after:h-px after:flex-1 after:bg-line2">
      {children}
    </p>
  );
}
