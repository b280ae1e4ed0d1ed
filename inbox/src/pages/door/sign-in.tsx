import { useTexts } from "../../texts.tsx";
import { hasBrowserKeys } from "../../world/browser-key.ts";
import { Frame } from "./frame.tsx";
import { NoAccount } from "./no-account.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { useWays } from "./ways.ts";

/** What everybody sees who is not signed in; the address stays, so that a link leads on afterwards. */
export function SignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { door } = useTexts();
  const { data: ways } = useWays();
  return (
    <Frame
      title={door.title}
      explain={door.explain}
      below={
        <>
          {ways && <NoAccount ways={ways} />}
          {!hasBrowserKeys() && <p>{door.noKeyHere}</p>}
        </>
      }
    >
      <SignInForm onSignedIn={onSignedIn} />
    </Frame>
  );
}
