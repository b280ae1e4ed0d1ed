import type { ReactNode } from "react";
import { blocksOf, type Block, type Span } from "./markup.ts";
import { ShownText } from "./shown-text.tsx";

/** What an agent has written, as text with a little order. A link shows where it leads, and leads nowhere. */
export function AgentWords({ text }: { readonly text: string }) {
  return (
    <div className="space-y-1.5 break-words whitespace-pre-wrap [unicode-bidi:isolate]">
      {blocksOf(text).map((block, at) => (
        <Words key={at} block={block} />
      ))}
    </div>
  );
}

function Words({ block }: { readonly block: Block }): ReactNode {
  if (block.kind === "code")
    return (
      <pre className="rounded-lg border border-line bg-sunk px-3 py-2 text-[12.5px] whitespace-pre-wrap">
        <ShownText>{block.text}</ShownText>
      </pre>
    );
  if (block.kind === "list") {
    const List = block.ordered ? "ol" : "ul";
    return (
      <List className={block.ordered ? "list-decimal pl-5" : "list-disc pl-5"}>
        {block.items.map((spans, at) => (
          <li key={at}>
            <Spans spans={spans} />
          </li>
        ))}
      </List>
    );
  }
  // An agent's heading is no heading of the page.
  return (
    <p className={block.kind === "heading" ? "font-semibold" : undefined}>
      <Spans spans={block.spans} />
    </p>
  );
}

function Spans({ spans }: { readonly spans: readonly Span[] }): ReactNode {
  return spans.map((span, at) => <Inline key={at} span={span} />);
}

function Inline({ span }: { readonly span: Span }): ReactNode {
  switch (span.kind) {
    case "text":
      return <ShownText>{span.text}</ShownText>;
    case "code":
      return (
        <code className="rounded-[5px] bg-hover px-[5px] py-px text-[12.5px]">
          <ShownText>{span.text}</ShownText>
        </code>
      );
    case "strong":
      return (
        <strong className="font-semibold text-ink">
          <Spans spans={span.spans} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Spans spans={span.spans} />
        </em>
      );
    case "link":
      return (
        <>
          <span className="underline decoration-dotted underline-offset-2">
            <ShownText>{span.text}</ShownText>
          </span>{" "}
          <span className="text-ink3">({span.host})</span>
        </>
      );
  }
}
