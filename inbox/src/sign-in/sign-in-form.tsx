import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/text-field.tsx";
import { ApiError } from "../world/api.ts";
import { hasPasskeys } from "../world/passkey.ts";
import { signInByPasskey, signInByPassword } from "./signing-in.ts";

/** Signs in by password or passkey, and says why not. */
export function SignInForm({
  username: known = "",
  onSignedIn,
}: {
  readonly username?: string;
  readonly onSignedIn: () => void;
}) {
  const { signIn } = useTexts();
  const [username, setUsername] = useState(known);
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState<string>();
  const [isWorking, setWorking] = useState(false);

  const reasonOf = (error: unknown): string => {
    if (!(error instanceof ApiError)) return signIn.lost;
    if (error.code === "rate_limited") return signIn.tooMany(error.retryAfter ?? 60);
    if (error.code === "sign_in_failed") return signIn.wrong;
    if (error.code === "passkey_failed") return signIn.passkeyFailed;
    return error.code === "passkey_required" ? signIn.passkeyOnly : error.message;
  };
  const attempt = async (act: () => Promise<boolean>) => {
    setWorking(true);
    setWrong(undefined);
    try {
      if (await act()) onSignedIn();
      else setWrong(signIn.passkeyFailed);
    } catch (error) {
      setWrong(reasonOf(error));
    }
    setWorking(false);
  };
  const byPassword = () =>
    attempt(async () => {
      await signInByPassword(username, password);
      return true;
    });

  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void byPassword();
      }}
    >
      {hasPasskeys() && (
        <>
          <Button className="w-full" disabled={isWorking} onClick={() => void attempt(signInByPasskey)}>
            <KeyRound size={16} aria-hidden />
            {signIn.passkey}
          </Button>
          <p className="text-center text-[12px] text-ink3">{signIn.or}</p>
        </>
      )}
      <TextField
        label={signIn.username}
        name="username"
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <TextField
        label={signIn.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <p role="alert" className="text-[13px] font-medium text-bad-text empty:hidden">
        {wrong}
      </p>
      <Button type="submit" look="go" className="w-full" disabled={isWorking}>
        {isWorking ? signIn.working : signIn.submit}
      </Button>
    </form>
  );
}
