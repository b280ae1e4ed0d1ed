import type { ApiKeyCreated } from "@loopgate/contract";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { useSignedIn } from "../../requests/start.ts";
import { Segments } from "../parts/choice.tsx";
import { CopyBlock } from "../parts/copy.tsx";
import { Section } from "../parts/section.tsx";
import { agentPlace } from "./place.ts";
import { SNIPPETS, type SnippetName } from "./snippets.ts";

const NAMES = Object.keys(SNIPPETS) as SnippetName[];

/** What to copy so that an agent asks here. */
export function Connect({ made }: { readonly made: ApiKeyCreated | undefined }) {
  const { agents } = useTexts();
  const start = useSignedIn();
  const [name, choose] = useState<SnippetName>("curl");
  const explain = made
    ? agents.connectWithKey(made.label ?? agents.noLabel)
    : agents[start.mode === "local" ? "connectKeyless" : "connectKeyed"];
  return (
    <Section title={agents.connect} explain={explain}>
      <div className="mb-2.5">
        <Segments
          label={agents.language}
          value={name}
          options={NAMES.map((each) => ({ value: each, label: agents.languages[each] }))}
          onChoose={choose}
        />
      </div>
      <CopyBlock
        text={SNIPPETS[name](agentPlace(start, made?.raw_key))}
        label={agents.copyOf(agents.languages[name])}
      />
    </Section>
  );
}
