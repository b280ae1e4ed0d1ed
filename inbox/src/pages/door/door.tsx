import { Fragment, lazy, Suspense, useEffect, type ReactNode } from "react";
import { useLocation } from "wouter";
import { askSignIn } from "../../decide/questions.ts";
import { known } from "../../requests/keys.ts";
import { useStart } from "../../requests/start.ts";
import { ApiError, enterTenant, onSignInEnded } from "../../world/api.ts";
import { takeFragment } from "../../world/fragment.ts";
import { onNotificationPressed } from "../../world/notified.ts";
import { readPreference } from "../../world/preferences.ts";
import { queries } from "../../world/queries.ts";
import { onSignInElsewhere, switchTenant } from "../../world/sign-in.ts";
import { Unreachable } from "./unreachable.tsx";

const SignIn = lazy(async () => ({ default: (await import("./sign-in.tsx")).SignIn }));
/** What can be opened whoever is signed in, by its address. */
const OPEN = {
  "/owner": lazy(async () => ({ default: (await import("./owner.tsx")).Owner })),
  "/join": lazy(async () => ({ default: (await import("./join.tsx")).Join })),
  "/register": lazy(async () => ({ default: (await import("./register.tsx")).Register })),
} as const;

enterTenant(readPreference("tenant"));
// Before anything is loaded or drawn, so that the code stands in the address for no longer than it must.
if (location.pathname in OPEN) takeFragment();

/** Lets through who is signed in. Where a sign-in ends meanwhile, what stands behind the door stays as it is. */
export function Door({ children }: { readonly children: ReactNode }) {
  const [path, go] = useLocation();
  useEffect(() => onNotificationPressed((pressed) => go(pressed)), [go]);
  const Open = path in OPEN ? OPEN[path as keyof typeof OPEN] : undefined;
  return <Suspense fallback={null}>{Open ? <Open /> : <SignedIn>{children}</SignedIn>}</Suspense>;
}

function SignedIn({ children }: { readonly children: ReactNode }) {
  // The first failure is shown at once, while it is tried again.
  const { data: start, failureReason: error, refetch } = useStart();
  const isHere = start !== undefined;
  const serverKey = start?.push_key ?? undefined;
  const isLostTenant = error instanceof ApiError && error.code === "role_too_low";

  useEffect(() => (isHere ? onSignInEnded(createAskOnce()) : undefined), [isHere]);
  // Whoever signs in in another tab has not seen this page, and answers nothing by it.
  useEffect(() => onSignInElsewhere(() => void queries.refetchQueries({ queryKey: known.start })), []);
  // Whoever was removed from the tenant that he looked at is shown another.
  useEffect(() => (isLostTenant ? void switchTenant(undefined) : undefined), [isLostTenant]);
  useEffect(() => void (serverKey && wake(serverKey)), [serverKey]);

  if (start !== undefined) return <Fragment key={start.user_id}>{children}</Fragment>;
  if (error instanceof ApiError && error.status === 401)
    return <SignIn onSignedIn={() => void queries.resetQueries()} />;
  if (error === null || isLostTenant) return null;
  return <Unreachable error={error} retry={() => void refetch()} />;
}

/** Asks for a sign-in where one has ended, but whoever does not want to is left alone until he answers something. */
function createAskOnce(): () => void {
  let isDeclined = false;
  return () => {
    const ask = async () => (isDeclined = !(await askSignIn()));
    if (!isDeclined) void ask();
  };
}

/** Installs the worker once the page stands, and says to the server what this browser is subscribed to. */
async function wake(serverKey: string): Promise<void> {
  const { registerWorker, renewSubscription } = await import("../../world/push.ts");
  // Without it nothing is lost but notifications, whose settings say so.
  await registerWorker()
    .then(() => renewSubscription(serverKey))
    .catch(() => undefined);
}
