import { table } from "../../../scripts/markdown.ts";
import { NEEDS_FIXTURES, WITH_OWN_TOOLS } from "./needs-fixtures.ts";
import { REVISIONS, type Outcome, type Revision } from "./run-suite.ts";

type Results = {
  readonly suite: string;
  /** On `/mcp` of a running Loopgate. */
  readonly real: Readonly<Record<Revision, readonly Outcome[]>>;
  /** On the same layer with the suite's tools. */
  readonly layer: readonly Outcome[];
};

/** The page of the reference that tells how the suite judged. */
export function conformancePage({ suite, real, layer }: Results): string {
  const scenarios = [...new Set(REVISIONS.flatMap((revision) => real[revision].map(({ scenario }) => scenario)))];
  const cell = (outcomes: readonly Outcome[], scenario: string) =>
    text(outcomes.find((outcome) => outcome.scenario === scenario));
  const row = (scenario: string) => [
    `\`${scenario}\``,
    ...REVISIONS.map((revision) => cell(real[revision], scenario)),
    WITH_OWN_TOOLS.includes(scenario) ? cell(layer, scenario) : "",
    NEEDS_FIXTURES.find((need) => need.scenarios.includes(scenario))?.because ?? "",
  ];
  return `# MCP conformance

<!-- Made by \`npx vitest run test/mcp/conformance.test.ts --update\`, which fails in every other run on a difference. -->

What \`${suite}\` says of Loopgate's own \`POST /mcp\`: all that a revision
requires of a server, and what the suite reports beside it. A cell tells how many checks passed, of how many. Empty: the revision does
not ask for it. **Pass** means that nothing failed; a scenario in which something does needs what Loopgate does not have, and the last
column says what. Those run once more on the same protocol and task layer with the suite's own tools, as far as the layer can have
them.

${table(["scenario", ...REVISIONS.map((revision) => `\`/mcp\`, ${revision}`), "with the suite's tools", ""], scenarios.map(row))}
`;
}

function text(outcome: Outcome | undefined): string {
  if (!outcome) return "";
  const { passed, failed, warned, skipped } = outcome;
  const rest = [warned > 0 ? `${warned} warned` : "", skipped > 0 ? `${skipped} skipped` : ""].filter(Boolean);
  const counts = [passed + failed > 0 ? `${passed} of ${passed + failed}` : "", ...rest].filter(Boolean);
  return `${failed === 0 ? "**pass**" : "fail"}${counts.length > 0 ? ` (${counts.join(", ")})` : ""}`;
}
