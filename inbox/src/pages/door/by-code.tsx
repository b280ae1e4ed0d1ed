import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { onFragment, takeFragment } from "../../world/fragment.ts";
import { queries } from "../../world/queries.ts";
import { signIn } from "../../world/sign-in.ts";
import { Refused } from "../parts/refused.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Frame } from "./frame.tsx";
import { AccountFields, useNewAccount } from "./new-account.tsx";

/** Uses the one-time code of a link up, signs in, and goes on to `next`. */
export function ByCode({
  how,
  title,
  explain,
  codeHint,
  submit,
  below,
  next,
}: {
  readonly how: "owner" | "join";
  readonly title: string;
  readonly explain: string;
  readonly codeHint: string;
  readonly submit: string;
  readonly below: ReactNode;
  readonly next: string;
}) {
  const { door } = useTexts();
  const [, go] = useLocation();
  const [linked, setLinked] = useState(takeFragment);
  const [typed, setTyped] = useState("");
  const [isTried, setTried] = useState(false);
  const account = useNewAccount();
  const code = linked || typed.trim();
  const entering = useMutation({
    mutationFn: () => signIn.byCode(how, { ...account.given, code }),
    onSuccess: () => {
      queries.clear();
      go(next, { replace: true });
    },
  });
  useEffect(() => onFragment(() => setLinked(takeFragment())), []);

  const enter = () => {
    setTried(true);
    account.lookAtAll();
    if (account.isGood && code !== "") entering.mutate();
  };
  return (
    <Frame title={title} explain={explain} below={below}>
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          enter();
        }}
      >
        <Refused error={entering.error} />
        {linked === "" && (
          <TextField
            label={door.ownerCode}
            hint={codeHint}
            wrong={isTried && code === "" ? door.faults.missing : undefined}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <AccountFields of={account} error={entering.error} />
        <Button type="submit" look="go" className="h-11! w-full" disabled={entering.isPending}>
          {entering.isPending ? door.signingIn : submit}
        </Button>
      </form>
    </Frame>
  );
}
