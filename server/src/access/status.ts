import type { OperatorStatus, Risk } from "@loopgate/contract";
import { leastAssurance, type TerminalAnswers } from "../gate/policy.ts";
import type { People } from "../gate/ports.ts";
import { LOCAL_TENANT } from "./authenticate.ts";
import type { Linking } from "./linking.ts";

const RISKS: readonly Risk[] = ["low", "medium", "high", "critical"];

/** How this gate is set up, and what its answers are worth: for whoever runs it. */
export function createStatus(parts: {
  readonly people: Pick<People, "roster">;
  readonly linking: Pick<Linking, "identitiesOf">;
  readonly channels: () => OperatorStatus["channels"];
  readonly version: string;
  readonly settings: {
    readonly mode: string;
    readonly database: { readonly adapter: string };
    readonly dataDir: string;
    readonly terminalAnswers: TerminalAnswers;
  };
}): () => Promise<OperatorStatus> {
  const { people, linking, channels, version, settings } = parts;
  return async () => {
    const roster = await people.roster(LOCAL_TENANT);
    const responders = roster.responders.map(async ({ id, name }) => ({
      name,
      identities: (await linking.identitiesOf(LOCAL_TENANT, id)).map(({ channel }) => channel),
    }));
    const least = RISKS.map((risk) => [risk, leastAssurance(risk, roster.strongest, settings.terminalAnswers)]);
    return {
      mode: settings.mode,
      version,
      database: settings.database.adapter,
      data_dir: settings.dataDir,
      channels: channels(),
      responders: await Promise.all(responders),
      assurance: Object.fromEntries(least) as OperatorStatus["assurance"],
      terminal_answers: settings.terminalAnswers,
    };
  };
}
