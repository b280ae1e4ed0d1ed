import { useMutation } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { queries } from "../../world/queries.ts";
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
    onSuccess: () => {
      queries.clear();
      go("/welcome", { replace: true });
    },
  });
  const register = () => {
    account.lookAtAll();
    if (account.isGood) registering.mutate();
  };
  return (
    <Frame
      title={door.registerTitle}
      explain={door.registerExplain}
      below={
        <Link href="/" className="font-medium text-go-text underline">
          {door.haveAccount}
        </Link>
      }
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          register();
        }}
      >
        <Refused error={registering.error} />
        <AccountFields of={account} error={registering.error} />
        <Button type="submit" look="go" className="h-11! w-full" disabled={registering.isPending}>
          {registering.isPending ? door.signingIn : door.register}
        </Button>
      </form>
    </Frame>
  );
}
