import type { ApiKeyCreated } from "@loopgate/contract";
import { useState } from "react";
import { useSignedIn } from "../../requests/start.ts";
import { useTexts } from "../../texts.tsx";
import { Page } from "../parts/page.tsx";
import { isAdmin } from "../parts/roles.ts";
import { Connect } from "./connect.tsx";
import { Connections } from "./connections.tsx";
import { Keys } from "./keys.tsx";
import { Sessions } from "./sessions.tsx";

/** Who asks, and by what each is let in. */
export function Agents() {
  const { agents } = useTexts();
  const admin = isAdmin(useSignedIn());
  // Kept by this page alone: the server does not tell a key again.
  const [made, setMade] = useState<ApiKeyCreated>();
  return (
    <Page title={agents.title} explain={agents.explain}>
      <Connect made={made} />
      <Keys onMade={setMade} />
      {admin && <Sessions />}
      <Connections />
    </Page>
  );
}
