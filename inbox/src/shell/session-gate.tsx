import { useState, type ReactNode } from "react";
import { useStart } from "../requests/start.ts";
import { SignInScreen } from "../sign-in/sign-in-screen.tsx";
import { useTexts } from "../texts.tsx";
import { Button } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { ApiError } from "../world/api.ts";
import { queries } from "../world/queries.ts";

/** Lets through who is signed in. A sign-in that ends later is no reason to take the page away: what is begun stays. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { list } = useTexts();
  const start = useStart();
  const [isRetrying, setRetrying] = useState(false);
  if (start.data !== undefined) return children;
  if (start.error instanceof ApiError && start.error.status === 401)
    return <SignInScreen onSignedIn={() => void queries.resetQueries()} />;
  if (start.error === null) return null;
  const retry = async () => {
    setRetrying(true);
    await start.refetch();
    setRetrying(false);
  };
  return (
    <main className="grid h-dvh place-content-center justify-items-center gap-4 p-6 text-center">
      <Logo size={44} />
      <p role="alert" className="text-[14px] font-medium">
        {start.error instanceof ApiError ? start.error.message : list.notLive}
      </p>
      <Button disabled={isRetrying} onClick={() => void retry()}>
        {list.again}
      </Button>
    </main>
  );
}
