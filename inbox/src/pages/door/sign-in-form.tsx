import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { hasPasskeys } from "../../world/passkey.ts";
import { readPreference } from "../../world/preferences.ts";
import { signIn } from "../../world/sign-in.ts";
import { Refused } from "../parts/refused.tsx";
import { PasswordField } from "./password-field.tsx";
import { useWays } from "./ways.ts";

/** Signs in: by passkey first where somebody has used one in this browser, else by password first. */
export function SignInForm({
  username: known = "",
  onSignedIn,
}: {
  readonly username?: string;
  readonly onSignedIn: () => void;
}) {
  const { door } = useTexts();
  const { data: ways } = useWays();
  const [username, setUsername] = useState(known);
  const [password, setPassword] = useState("");
  const [isTried, setTried] = useState(false);
  const byPassword = useMutation({ mutationFn: signIn.byPassword, onSuccess: onSignedIn });
  const byPasskey = useMutation({ mutationFn: () => signIn.byPasskey(), onSuccess: onSignedIn });
  const isBusy = byPassword.isPending || byPasskey.isPending;
  const takesPasskeys = ways?.passkeys === true && hasPasskeys();
  const isPasskeyFirst = takesPasskeys && readPreference("passkey") === "used";

  const submit = () => {
    setTried(true);
    byPasskey.reset();
    if (username !== "" && password !== "") byPassword.mutate({ username, password });
  };
  const signWithPasskey = () => {
    byPassword.reset();
    byPasskey.mutate();
  };
  const passkey = takesPasskeys && (
    <Button look={isPasskeyFirst ? "go" : "plain"} className="h-11! w-full" disabled={isBusy} onClick={signWithPasskey}>
      <Fingerprint size={17} aria-hidden />
      {door.passkey}
    </Button>
  );
  const missing = (value: string) => (isTried && value === "" ? door.faults.missing : undefined);
  return (
    <form
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Refused error={byPassword.error ?? byPasskey.error} />
      {isPasskeyFirst && passkey}
      {isPasskeyFirst && <Divider>{door.otherwise}</Divider>}
      <TextField
        label={door.username}
        wrong={missing(username)}
        name="username"
        data-autofocus={known === "" ? true : undefined}
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        value={username}
        onChange={({ target }) => setUsername(target.value)}
      />
      <PasswordField
        label={door.password}
        wrong={missing(password)}
        name="password"
        data-autofocus={known === "" ? undefined : true}
        autoComplete="current-password"
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      <Button type="submit" look={isPasskeyFirst ? "plain" : "go"} className="h-11! w-full" disabled={isBusy}>
        {isBusy ? door.signingIn : door.signIn}
      </Button>
      {!isPasskeyFirst && passkey && <Divider>{door.otherwisePasskey}</Divider>}
      {!isPasskeyFirst && passkey}
    </form>
  );
}

function Divider({ children }: { readonly children: string }) {
  return (
    <p className="flex items-center gap-3 text-[13px] text-ink3 before:h-px before:flex-1 before:bg-line2 after:h-px after:flex-1 after:bg-line2">
      {children}
    </p>
  );
}
