import { useTexts } from "../texts.tsx";
import { Logo } from "../ui/logo.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** What everybody sees who is not signed in; the address stays, so that a link leads on afterwards. */
export function SignInScreen({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { signIn } = useTexts();
  return (
    <main className="scroll-y grid h-dvh place-items-center px-4 py-8">
      <div className="w-full max-w-[400px]">
        <Logo size={44} />
        <h1 className="mt-5 text-[24px] font-semibold tracking-[-.02em]">{signIn.title}</h1>
        <div className="panel mt-6 p-5">
          <SignInForm onSignedIn={onSignedIn} />
        </div>
        <p className="mt-4 text-[13px] text-ink3">{signIn.noAccount}</p>
      </div>
    </main>
  );
}
