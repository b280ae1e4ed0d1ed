import { PASSWORD } from "@loopgate/contract/credentials";
import { useState } from "react";
import { useSignedIn } from "../../requests/start.ts";
import { useTexts } from "../../texts.tsx";
import { announce } from "../../ui/announcing.ts";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { usePasswordError } from "../door/password-error.ts";
import { PasswordField } from "../door/password-field.tsx";
import { FreshUse } from "../fresh/fresh-use.tsx";

/** Sets another password, once whoever is signed in has proved anew who he is. */
export function ChangePassword() {
  const { settings } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{settings.password}</p>
        <p role="status" className="text-[13px] text-ink3">
          {isDone ? settings.passwordChanged : settings.passwordHint}
        </p>
      </div>
      <Button onClick={() => setOpen(true)}>{settings.passwordChange}</Button>
      {isOpen && (
        <NewPassword
          onDone={() => {
            setOpen(false);
            setDone(true);
            announce(settings.passwordChanged);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

function NewPassword({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const { settings, door } = useTexts();
  const { username } = useSignedIn();
  const [password, setPassword] = useState("");
  const [isTried, setTried] = useState(false);
  const wrong = usePasswordError(username, password);
  return (
    <FreshUse
      title={settings.passwordChange}
      explain={
        <PasswordField
          label={settings.passwordNew}
          hint={door.passwordHint(PASSWORD.fewest)}
          wrong={isTried ? wrong : undefined}
          autoComplete="new-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          onBlur={() => password !== "" && setTried(true)}
        />
      }
      submit={settings.passwordChange}
      mayRun={() => {
        setTried(true);
        return wrong === undefined;
      }}
      run={(proof) => api.post("/api/user/password", { new_password: password, ...proof })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
