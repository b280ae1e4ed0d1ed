import type { FaceField, InboxCard } from "@loopgate/contract";
import { Quote } from "lucide-react";
import { useTexts } from "../texts.tsx";
import { AgentWords } from "../untrusted/agent-words.tsx";
import { ShownText } from "../untrusted/shown-text.tsx";
import { useHeadings } from "./headings.ts";

/** Whatever the agent says for itself, in a dashed box that says so. */
export function AgentBox({ card: shown }: { readonly card: InboxCard }) {
  const { card } = useTexts();
  const { face } = shown;
  const { Part, Detail } = useHeadings();
  const canApprove = face.type === "confirmation" || face.options.some(({ effect }) => effect === "approve");
  const claims = [...face.source, ...face.metadata];
  return (
    <section aria-label={card.context} className="mt-4 rounded-xl border border-dashed border-field px-4 py-3">
      <Part className="mb-1.5 flex items-center gap-1.5 text-[12px] font-medium text-ink3">
        <Quote size={12} aria-hidden />
        {face.action ? card.why : card.context}
      </Part>
      <div className="text-[14px] leading-relaxed text-ink2">
        <AgentWords text={face.message} />
      </div>
      {face.action === undefined && canApprove && (
        <p className="mt-2 text-[12px] font-medium text-warn-text">{card.noAction}</p>
      )}
      {face.action?.description !== undefined && (
        <>
          <Detail className="mt-3 mb-1 text-[12px] font-medium text-ink3">{card.describes}</Detail>
          <div className="text-[13px] text-ink2">
            <AgentWords text={face.action.description} />
          </div>
        </>
      )}
      {claims.length > 0 && (
        <>
          <Detail className="mt-3 mb-1 text-[12px] font-medium text-ink3">{card.claims}</Detail>
          <Claims claims={claims} />
        </>
      )}
    </section>
  );
}

function Claims({ claims }: { readonly claims: readonly FaceField[] }) {
  return (
    <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-0.5 text-[12.5px]">
      {claims.map(({ path, value }, at) => (
        <div key={at} className="contents">
          <dt className="font-mono [overflow-wrap:anywhere] text-ink3">
            <ShownText>{path}</ShownText>
          </dt>
          <dd className="[overflow-wrap:anywhere] whitespace-pre-wrap text-ink2 [unicode-bidi:isolate]">
            <ShownText>{value}</ShownText>
          </dd>
        </div>
      ))}
    </dl>
  );
}
