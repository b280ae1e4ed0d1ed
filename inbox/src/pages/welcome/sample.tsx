import type { SampleKind } from "@loopgate/contract";
import { useMutation } from "@tanstack/react-query";
import { Link } from "wouter";
import { useTexts } from "../../texts.tsx";
import { Button, buttonClasses } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { Refused } from "../parts/refused.tsx";
import { Step } from "./step.tsx";

const KINDS: readonly SampleKind[] = ["confirmation", "critical", "edit", "choice", "multiple", "input", "form"];

/** Has the gate ask whoever is signed in, by a card of each kind. */
export function Sample() {
  const { welcome } = useTexts();
  const sending = useMutation({
    mutationFn: (kind: SampleKind) => api.post<{ request_id: string }>("/api/inbox/sample", { kind }),
  });
  return (
    <Step title={welcome.sample} explain={welcome.sampleExplain} isDone={sending.isSuccess}>
      <div className="mt-3 flex flex-wrap gap-2">
        {KINDS.map((kind) => (
          <Button key={kind} disabled={sending.isPending} onClick={() => sending.mutate(kind)}>
            {welcome.sampleKinds[kind]}
          </Button>
        ))}
      </div>
      <div className="mt-3">
        <Refused error={sending.error} />
        <output className="flex flex-wrap items-center gap-3 text-[14px]">
          {sending.data && (
            <>
              {welcome.sampleWaits}
              <Link href={`/r/${sending.data.request_id}`} className={buttonClasses("go")}>
                {welcome.open}
              </Link>
            </>
          )}
        </output>
      </div>
    </Step>
  );
}
