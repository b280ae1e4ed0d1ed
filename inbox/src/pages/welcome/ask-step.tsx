import type { ApiKeyCreated } from "@loopgate/contract";
import { useState } from "react";
import { Link } from "wouter";
import { useSignedIn } from "../../requests/start.ts";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { NewKey } from "../agents/new-key.tsx";
import { agentPlace } from "../agents/place.ts";
import { SNIPPETS } from "../agents/snippets.ts";
import { CopyBlock } from "../parts/copy.tsx";
import { Step } from "./step.tsx";

/** A first call to copy; where agents need keys, with one that is made for it. */
export function AskStep() {
  const { welcome, agents } = useTexts();
  const start = useSignedIn();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<ApiKeyCreated>();
  const isReady = start.mode === "local" || made !== undefined;
  return (
    <Step
      title={welcome.ask}
      explain={isReady ? welcome.askExplain : welcome.askKey}
      action={!isReady && <Button onClick={() => setMaking(true)}>{agents.newKey}</Button>}
    >
      {isReady && (
        <div className="mt-3">
          <CopyBlock text={SNIPPETS.curl(agentPlace(start, made?.raw_key))} label={welcome.ask} />
        </div>
      )}
      <Link href="/agents" className="mt-2 inline-block text-[13.5px] font-medium text-go-text underline">
        {welcome.toAgents}
      </Link>
      {isMaking && (
        <NewKey
          onMade={(key) => {
            setMade(key);
            setMaking(false);
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </Step>
  );
}
