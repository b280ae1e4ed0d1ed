import { useState } from "react";
import { useSignedIn } from "../requests/start.ts";
import { known } from "../requests/keys.ts";
import { SignInForm } from "../pages/door/sign-in-form.tsx";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/text-field.tsx";
import { queries } from "../world/queries.ts";
import { PasskeyDialog } from "./passkey-dialog.tsx";
import { useQuestion } from "./questions.ts";

/** Whatever has to be asked before an answer can be sent, one thing at a time. */
export function QuestionDialog() {
  const question = useQuestion();
  switch (question?.kind) {
    case "password":
      return <PasswordDialog {...question} />;
    case "passkey":
      return <PasskeyDialog {...question} />;
    case "signIn":
      return <SignInAgain {...question} />;
    case undefined:
      return null;
  }
}

function PasswordDialog({
  wrong,
  answered,
}: {
  readonly wrong: string | undefined;
  readonly answered: (password?: string) => void;
}) {
  const { answer, door, refusals } = useTexts();
  const { password: texts } = answer;
  const [password, setPassword] = useState("");
  return (
    <Dialog label={texts.title} onClose={() => answered()} className="max-w-[420px]">
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          answered(password);
        }}
      >
        <h2 className="text-[16px] font-semibold">{texts.title}</h2>
        <p className="text-[13px] text-ink2">{texts.explain}</p>
        <TextField
          label={door.password}
          type="password"
          autoComplete="current-password"
          required
          data-autofocus
          wrong={wrong === undefined ? undefined : refusals.wrong_password}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <div className="flex justify-end gap-3">
          <Button look="quiet" onClick={() => answered()}>
            {texts.cancel}
          </Button>
          <Button type="submit" look="go">
            {texts.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function SignInAgain({ answered }: { readonly answered: (isSignedIn: boolean) => void }) {
  const { answer } = useTexts();
  const { username } = useSignedIn();
  return (
    <Dialog label={answer.signInAgain.title} onClose={() => answered(false)} className="max-w-[420px]">
      <h2 className="text-[16px] font-semibold">{answer.signInAgain.title}</h2>
      <p className="mt-1 mb-4 text-[13px] text-ink2">{answer.signInAgain.explain}</p>
      <SignInForm
        username={username}
        onSignedIn={() => {
          const go = async () => {
            await queries.refetchQueries({ queryKey: known.start });
            void queries.invalidateQueries();
            answered(true);
          };
          void go();
        }}
      />
    </Dialog>
  );
}
