import { useTexts } from "../../texts.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { SignInFields, useSignIn } from "./sign-in-fields.tsx";

/** In front of what somebody was doing when his sign-in ended: it stays, and goes on. */
export function SignInAgain({ username }: { readonly username: string }) {
  const { door, refusals } = useTexts();
  const form = useSignIn(username);
  return (
    <Dialog title={door.signIn}>
      <p className="mb-4 text-[14px] text-ink2">{refusals.sign_in_required}</p>
      <form
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <SignInFields of={form} />
      </form>
    </Dialog>
  );
}
