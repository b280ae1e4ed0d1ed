import { Fragment, lazy, Suspense, useEffect, type ReactNode } from "react";
import { useLocation } from "wouter";
import { ApiError, onSignInEnded } from "../../world/api.ts";
import { takeFragment } from "../../world/fragment.ts";
import { queries } from "../../world/queries.ts";
import { StartContext, startQuery, switchTenant, useStartQuery } from "../../world/start.ts";
import { Unreachable } from "./unreachable.tsx";

const SignIn = lazy(async () => ({ default: (await import("./sign-in.tsx")).SignIn }));
const SignInAgain = lazy(async () => ({ default: (await import("./sign-in-again.tsx")).SignInAgain }));
/** What can be opened whoever is signed in, by its address. */
const OPEN = {
  "/owner": lazy(async () => ({ default: (await import("./owner.tsx")).Owner })),
  "/join": lazy(async () => ({ default: (await import("./join.tsx")).Join })),
  "/register": lazy(async () => ({ default: (await import("./register.tsx")).Register })),
} as const;

/** Lets in who is signed in. Where a sign-in ends meanwhile, what stands behind it stays as it is. */
export function Door({ children }: { readonly children: ReactNode }) {
  const [location, go] = useLocation();
  useEffect(() => onOpened((path) => go(path)), [go]);
  const Open = location in OPEN ? OPEN[location as keyof typeof OPEN] : undefined;
  if (Open !== undefined) takeFragment();
  return <Suspense>{Open ? <Open /> : <SignedIn>{children}</SignedIn>}</Suspense>;
}

function SignedIn({ children }: { readonly children: ReactNode }) {
  const { data: start, error, refetch } = useStartQuery();
  const ended = isSignInEnded(error);
  const isLostTenant = error instanceof ApiError && error.code === "role_too_low";
  const serverKey = start?.push_key ?? undefined;

  useEffect(() => onSignInEnded(() => void queries.invalidateQueries({ queryKey: startQuery.queryKey })), []);
  // Whoever was removed from the tenant that he looked at is shown another.
  useEffect(() => (isLostTenant ? void switchTenant(undefined) : undefined), [isLostTenant]);
  useEffect(() => void (serverKey && wake(serverKey)), [serverKey]);

  if (start !== undefined)
    return (
      <StartContext value={start}>
        <Fragment key={start.user_id}>{children}</Fragment>
        {ended && <SignInAgain username={start.username} />}
      </StartContext>
    );
  if (ended) return <SignIn />;
  if (error && !isLostTenant) return <Unreachable error={error} retry={() => void refetch()} />;
  return null;
}

function isSignInEnded(error: Error | null): boolean {
  return error instanceof ApiError && error.code === "sign_in_required";
}

/** Calls back with the path of a request whose notification was pressed; what it returns ends that. */
function onOpened(opened: (path: string) => void): () => void {
  const heard = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("open" in data)) return;
    if (typeof data.open === "string" && /^\/(r\/[\w-]+)?$/.test(data.open)) opened(data.open);
  };
  if (!("serviceWorker" in navigator)) return () => undefined;
  navigator.serviceWorker.addEventListener("message", heard);
  return () => navigator.serviceWorker.removeEventListener("message", heard);
}

/** Installs the worker once the page stands, and says to the server what this browser is subscribed to. */
async function wake(serverKey: string): Promise<void> {
  const { registerWorker, renewSubscription } = await import("../../world/push.ts");
  // Without it nothing is lost but notifications, whose settings say so.
  await registerWorker()
    .then(() => renewSubscription(serverKey))
    .catch(() => undefined);
}
