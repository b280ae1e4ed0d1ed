import { useMutation } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { signIn } from "../../world/sign-in.ts";
import { Refused } from "../parts/refused.tsx";
import { Frame } from "./frame.tsx";
import { AccountFields, useNewAccount } from "./new-account.tsx";

/** Makes an account with a tenant of its own, where the server lets everybody (REGISTRATION=open). */
export function Register() {
  const { door } = useTexts();
  const [, go] = useLocation();
  const account = useNewAccount();
  const registering = useMutation({
    mutationFn: () => signIn.anew(account.given),
    onSuccess: () => go("/welcome", { replace: true }),
  });
  const register = () => {
    account.lookAtAll();
    if (account.isGood) registering.mutate();
  };
  return (
    <Frame
      title={door.registerTitle}
      explain={door.registerExplain}
      onSubmit={register}
      below={
        <Link href="/" className="font-medium text-go-text underline">
          {door.haveAccount}
        </Link>
      }
    >
      <Refused error={registering.error} />
      <AccountFields of={account} error={registering.error} autoFocus />
      <Button type="submit" look="go" className="h-11! w-full" disabled={registering.isPending}>
        {registering.isPending ? door.signingIn : door.register}
      </Button>
    </Frame>
  );
}
