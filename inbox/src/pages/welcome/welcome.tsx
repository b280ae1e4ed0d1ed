import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { useTexts } from "../../texts.tsx";
import { Button, buttonClasses } from "../../ui/button.tsx";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { isAdmin } from "../parts/roles.ts";
import { Page } from "../parts/page.tsx";
import { AddPasskey } from "../passkeys/add-passkey.tsx";
import { usePasskeyBar } from "../passkeys/bar.ts";
import { usePasskeys } from "../passkeys/passkeys.tsx";
import { LinkTelegram } from "../telegram/link-telegram.tsx";
import { AskStep } from "./ask-step.tsx";
import { Sample } from "./sample.tsx";
import { Step } from "./step.tsx";

/** The first minutes: what makes the gate surer, and a first request. */
export function Welcome() {
  const { welcome } = useTexts();
  const start = useSignedIn();
  const mayAnswer = start.tenant.role !== "viewer";
  const steps: readonly ReactNode[] = [
    <PasskeyStep key="passkey" />,
    mayAnswer && start.telegram && <TelegramStep key="telegram" />,
    mayAnswer && <Sample key="sample" />,
    isAdmin(start) && <AskStep key="ask" />,
  ].filter(Boolean);
  return (
    <Page title={welcome.title(start.username)} explain={welcome.explain}>
      <div className="space-y-4">{steps}</div>
      <Link href="/" className={buttonClasses("go")}>
        {welcome.toInbox}
      </Link>
    </Page>
  );
}

const readAgain = () => void queries.invalidateQueries();

function PasskeyStep() {
  const { welcome, passkeys: texts } = useTexts();
  const { data } = usePasskeys();
  const bar = usePasskeyBar(data);
  const [isAdding, setAdding] = useState(false);
  const isDone = (data?.passkeys.length ?? 0) > 0;
  return (
    <Step
      title={welcome.passkey}
      explain={bar === undefined ? welcome.passkeyExplain : data?.rp_id === null ? texts.impossible : bar}
      isDone={isDone}
      action={data && bar === undefined && !isDone && <Button onClick={() => setAdding(true)}>{texts.add}</Button>}
    >
      {isAdding && (
        <AddPasskey
          onDone={() => {
            setAdding(false);
            readAgain();
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </Step>
  );
}

function TelegramStep() {
  const { welcome, telegram: texts } = useTexts();
  const { telegram } = useSignedIn();
  const [isLinking, setLinking] = useState(false);
  const isDone = telegram?.linked === true;
  return (
    <Step
      title={welcome.telegram}
      explain={welcome.telegramExplain}
      isDone={isDone}
      action={!isDone && <Button onClick={() => setLinking(true)}>{texts.link}</Button>}
    >
      {isLinking && (
        <LinkTelegram
          kind="person"
          onClose={() => {
            setLinking(false);
            readAgain();
          }}
        />
      )}
    </Step>
  );
}
