import { useMutation, useQuery } from "@tanstack/react-query";
import { BellOff, BellRing } from "lucide-react";
import { useEffect } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { pushState, showTest, subscribe, unsubscribe, type PushState } from "../../world/push.ts";
import { queries } from "../../world/queries.ts";
import { useSignedIn } from "../../requests/start.ts";
import { Refused } from "../parts/refused.tsx";
import { Section } from "../parts/section.tsx";

const key = ["push"];

/** Whether this browser is woken when a request waits. */
export function Notifications() {
  const { notifications: texts } = useTexts();
  const { push_key: serverKey, can_answer: mayAnswer } = useSignedIn();
  const { data: state } = useQuery({ queryKey: key, queryFn: pushState, staleTime: 0 });
  const known = (next: PushState) => queries.setQueryData(key, next);
  const turningOn = useMutation({ mutationFn: subscribe, onSuccess: known });
  const turningOff = useMutation({ mutationFn: unsubscribe, onSuccess: () => known("off") });
  const testing = useMutation({ mutationFn: showTest });
  useEffect(() => onPermission(() => void queries.invalidateQueries({ queryKey: key })), []);

  const bar = barOf(state, { hasServerKey: serverKey !== null, mayAnswer });
  const Icon = state === "on" ? BellRing : BellOff;
  return (
    <Section title={texts.title} explain={texts.explain}>
      <Refused error={turningOn.error ?? turningOff.error ?? testing.error} />
      <div className="panel divide-y divide-line">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3.5">
          <div className="flex min-w-0 flex-1 basis-60 items-start gap-3">
            <Icon size={18} aria-hidden className="mt-0.5 shrink-0 text-ink3" />
            <div>
              <output className="block font-medium">{state && texts.states[state]}</output>
              {bar && <p className="text-[13px] text-ink3">{texts[bar]}</p>}
            </div>
          </div>
          <div className="flex gap-2">
            {state === "on" && (
              <>
                <Button onClick={() => testing.mutate(texts.testTitle)}>{texts.test}</Button>
                <Button disabled={turningOff.isPending} onClick={() => turningOff.mutate()}>
                  {texts.turnOff}
                </Button>
              </>
            )}
            {state === "off" && bar === undefined && serverKey !== null && (
              <Button look="go" disabled={turningOn.isPending} onClick={() => turningOn.mutate(serverKey)}>
                {texts.turnOn}
              </Button>
            )}
          </div>
        </div>
        <div className="px-4 py-3.5">
          <p className="font-medium">{texts.install}</p>
          <p className="text-[13px] text-ink3">{texts.installHint}</p>
        </div>
      </div>
    </Section>
  );
}

type Bar = "noKey" | "viewerHint" | "needsHttps" | "blockedHint" | "impossibleHint";

/** Why it cannot be turned on here, as the name of a text. */
function barOf(
  state: PushState | undefined,
  { hasServerKey, mayAnswer }: { readonly hasServerKey: boolean; readonly mayAnswer: boolean },
): Bar | undefined {
  if (state === "impossible") return isSecureContext ? "impossibleHint" : "needsHttps";
  if (state === "blocked") return "blockedHint";
  if (state !== "off") return undefined;
  if (!hasServerKey) return "noKey";
  return mayAnswer ? undefined : "viewerHint";
}

/** Calls back when the person changes his mind in the browser's own settings; what it returns ends that. */
function onPermission(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
