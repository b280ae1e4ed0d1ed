import type { UseQueryResult } from "@tanstack/react-query";
import { CloudOff, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { NotConnected } from "../../world/api.ts";
import { Notice } from "./notice.tsx";
import { useRefusal } from "./refusal.ts";

/** What was asked for once it is there; before, that it is being loaded, or why it could not be. */
export function Loaded<Data>({
  of: { data, error, refetch },
  rows = 3,
  children,
}: {
  readonly of: Pick<UseQueryResult<Data>, "data" | "error" | "refetch">;
  /** About how many lines it will have. */
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}) {
  if (data !== undefined) return children(data);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return <Loading rows={rows} />;
}

function Loading({ rows }: { readonly rows: number }) {
  const { pages } = useTexts();
  return (
    <div className="panel divide-y divide-line">
      <output className="sr-only">{pages.loading}</output>
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="space-y-2 px-4 py-4 motion-safe:animate-pulse" aria-hidden>
          <div className="h-3 w-2/5 rounded bg-line" />
          <div className="h-2.5 w-3/5 rounded bg-hover" />
        </div>
      ))}
    </div>
  );
}

function Failure({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const { pages } = useTexts();
  const refusal = useRefusal();
  const isOffline = error instanceof NotConnected;
  return (
    <div role="alert">
      <Notice
        icon={isOffline ? CloudOff : TriangleAlert}
        title={isOffline ? pages.offline : pages.failed}
        action={<Button onClick={retry}>{pages.retry}</Button>}
      >
        {isOffline ? pages.offlineHint : refusal(error)}
      </Notice>
    </div>
  );
}
