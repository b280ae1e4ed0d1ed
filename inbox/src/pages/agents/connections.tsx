import type { Connection } from "@loopgate/contract";
import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api } from "../../world/api.ts";
import { queries } from "../../world/queries.ts";
import { Badge } from "../parts/badge.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows, Section } from "../parts/section.tsx";
import { Ago } from "../../ui/ago.tsx";

const key = ["connections"];

/** MCP clients that were let in by OAuth. */
export function Connections() {
  const { agents } = useTexts();
  const [revoked, revoke] = useState<Connection>();
  const connections = useQuery({ queryKey: key, queryFn: () => api.get<Connection[]>("/api/user/connections") });
  return (
    <Section title={agents.connections} explain={agents.connectionsExplain}>
      <Loaded of={connections} rows={1}>
        {(list) =>
          list.length === 0 ? (
            <Notice icon={Plug} title={agents.noConnections}>
              {agents.noConnectionsHint}
            </Notice>
          ) : (
            <Rows>
              {list.map((connection) => (
                <Row
                  key={connection.id}
                  action={
                    connection.is_active && <Button onClick={() => revoke(connection)}>{agents.disconnect}</Button>
                  }
                >
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    {connection.client_name}
                    {!connection.is_active && <Badge look="bad">{agents.revoked}</Badge>}
                  </p>
                  <p className="text-[13px] text-ink3">
                    {agents.asksAs} <code className="text-[12.5px]">{connection.client_id}</code>
                    {" · "}
                    {connection.last_used_at === null ? (
                      agents.neverUsed
                    ) : (
                      <>
                        {agents.lastUsed} <Ago at={connection.last_used_at} />
                      </>
                    )}
                  </p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Loaded>
      {revoked && (
        <Confirm
          title={agents.revokeConnection(revoked.client_name)}
          explain={agents.revokeConnectionExplain}
          submit={agents.disconnect}
          run={() => api.delete(`/api/user/connections/${revoked.id}`)}
          onDone={() => {
            revoke(undefined);
            void queries.invalidateQueries({ queryKey: key });
          }}
          onClose={() => revoke(undefined)}
        />
      )}
    </Section>
  );
}
