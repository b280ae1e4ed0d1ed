import type { FieldError, InboxCard, JsonObject } from "@loopgate/contract";
import { canonical } from "@loopgate/contract/canonical";
import { ShieldCheck, ShieldAlert } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../../texts.tsx";
import { classes } from "../../ui/classes.ts";
import { useHeadings } from "../headings.ts";
import { ArgumentsEditor } from "./arguments-editor.tsx";
import { CanonicalJson } from "./canonical-json.tsx";
import { Fields } from "./fields.tsx";
import { useDigest } from "../../world/use-digest.ts";
import { Fingerprint } from "./fingerprint.tsx";

const Changes = lazy(async () => ({ default: (await import("./changes.tsx")).Changes }));

export type View = "fields" | "json" | "edit" | "changes";

/** What the gate will have run, drawn from its canonical form; where that is offered, the person's own version of it. */
export function WhatRuns({
  card: shown,
  canonicalText,
  view: wanted,
  onView,
  edited,
  onEdit,
  changed,
  errors,
}: {
  readonly card: InboxCard;
  readonly canonicalText: string;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly edited: JsonObject | undefined;
  readonly onEdit: (values: JsonObject) => void;
  readonly changed: number;
  readonly errors: readonly FieldError[];
}) {
  const { card } = useTexts();
  const { Part } = useHeadings();
  const [{ name, arguments: original }] = useState(
    () => JSON.parse(canonicalText) as { name: string; arguments: JsonObject },
  );
  const values = edited ?? original;
  const text = edited === undefined ? canonicalText : canonical({ name, arguments: values });
  const digest = useDigest(text);
  const { status, decision } = shown.request;
  const isApproved = decision?.outcome === "approve" || decision?.outcome === "edit";
  const told = (isApproved ? decision.action_digest : shown.face.action?.digest) ?? "";
  const isOwn = status === "pending" && changed > 0;
  const isTampered = !isOwn && digest !== undefined && digest !== told;
  const views: readonly (readonly [View, string])[] = [
    ["fields", card.fields],
    ["json", card.json],
    ...(shown.offers.includes("edit") ? [["edit", card.edit] as const] : []),
    ...(shown.offers.includes("edit") || changed > 0 ? [["changes", card.changes(changed)] as const] : []),
  ];
  // What can be edited no more is looked at.
  const view = views.some(([each]) => each === wanted) ? wanted : "fields";
  const title = status === "pending" ? card.willRun : isApproved ? card.wasApproved : card.wasAsked;
  return (
    <section aria-label={title} className="panel mt-4 overflow-hidden">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-4 py-2">
        <Part className="flex items-center gap-1.5 text-[13px] font-semibold">
          <ShieldCheck size={15} className="text-go-text" aria-hidden />
          {title}
        </Part>
        <span className="text-[12px] text-ink3 max-sm:hidden">{card.willRunHint}</span>
        <span
          role="group"
          aria-label={card.views}
          className="ml-auto flex rounded-lg bg-hover p-0.5 text-[12px] font-medium"
        >
          {views.map(([each, label]) => (
            <button
              key={each}
              type="button"
              aria-pressed={view === each}
              onClick={() => onView(each)}
              className={classes(
                "rounded-md px-2.5 py-1 max-md:py-1.5",
                view === each ? "bg-raised text-ink shadow-sm" : "text-ink2",
              )}
            >
              {label}
            </button>
          ))}
        </span>
      </div>
      {isTampered && (
        <p
          role="alert"
          className="flex gap-2 border-b border-line bg-bad-soft px-4 py-2.5 text-[13px] font-medium text-bad-text"
        >
          <ShieldAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
          {card.tampered}
        </p>
      )}
      {view === "fields" && <Fields values={values} />}
      {view === "json" && <CanonicalJson text={text} />}
      {view === "edit" && (
        <ArgumentsEditor schema={shown.arguments_schema} values={values} errors={errors} onChange={onEdit} />
      )}
      {view === "changes" && (
        <Suspense fallback={null}>
          <Changes before={original} after={values} />
        </Suspense>
      )}
      <Fingerprint digest={digest ?? (isOwn ? "" : told)} isOwn={isOwn} covers={text} />
    </section>
  );
}
