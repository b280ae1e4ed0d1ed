import { useTexts } from "../../texts.tsx";
import { hasBrowserKeys } from "../../world/browser-key.ts";
import { Frame } from "./frame.tsx";
import { NoAccount } from "./no-account.tsx";
import { SignInFields, useSignIn } from "./sign-in-fields.tsx";
import { useWays } from "./ways.ts";

/** Who is not signed in sees this, whatever he wanted to see. */
export function SignIn() {
  const { door } = useTexts();
  const form = useSignIn();
  const { data: ways } = useWays();
  return (
    <Frame
      title={door.title}
      explain={door.explain}
      onSubmit={form.submit}
      below={
        <>
          {ways && <NoAccount ways={ways} />}
          {!hasBrowserKeys() && <p>{door.noKeyHere}</p>}
        </>
      }
    >
      <SignInFields of={form} />
    </Frame>
  );
}
