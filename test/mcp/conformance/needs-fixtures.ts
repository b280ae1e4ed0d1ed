/** The scenarios that cannot pass on a server that is no example: what each needs that Loopgate does not have, and why not. */
export const NEEDS_FIXTURES: readonly { readonly because: string; readonly scenarios: readonly string[] }[] = [
  {
    because: "calls a tool of the suite's example server",
    scenarios: [
      "tools-call-simple-text",
      "tools-call-image",
      "tools-call-audio",
      "tools-call-embedded-resource",
      "tools-call-mixed-content",
      "tools-call-error",
      "tools-call-with-progress",
      "tools-call-with-logging",
      "json-schema-2020-12",
    ],
  },
  {
    because: "calls a tool that asks its client for input; Loopgate's ask a person elsewhere",
    scenarios: [
      "tools-call-sampling",
      "tools-call-elicitation",
      "elicitation-sep1034-defaults",
      "elicitation-sep1330-enums",
      "input-required-result-basic-elicitation",
      "input-required-result-basic-sampling",
      "input-required-result-basic-list-roots",
      "input-required-result-request-state",
      "input-required-result-multiple-input-requests",
      "input-required-result-multi-round",
      "input-required-result-result-type",
      "input-required-result-tampered-state",
      "input-required-result-capability-check",
    ],
  },
  {
    because: "runs a tool of the suite's example server as a task",
    scenarios: [
      "tasks-lifecycle",
      "tasks-capability-negotiation",
      "tasks-wire-fields",
      "tasks-request-state-removal",
      "tasks-mrtr-input",
      "tasks-request-headers",
      "tasks-dispatch-and-envelope",
      "tasks-required-task-error",
      "tasks-mrtr-composition",
    ],
  },
  {
    because: "gets a prompt that asks its client for input",
    scenarios: ["input-required-result-non-tool-request"],
  },
  {
    because: "four of its checks call the suite's diagnostic tools",
    scenarios: ["server-stateless"],
  },
  {
    because: "reads a resource of the suite's example server",
    scenarios: ["resources-read-text", "resources-read-binary", "resources-templates-read"],
  },
  {
    because: "gets a prompt of the suite's example server",
    scenarios: [
      "prompts-get-simple",
      "prompts-get-with-args",
      "prompts-get-embedded-resource",
      "prompts-get-with-image",
    ],
  },
  {
    because: "asks for completions, which Loopgate does not declare: nothing of it is picked from a list",
    scenarios: ["completion-complete"],
  },
  {
    because: "sets a log level; Loopgate does not declare logging, which the newest revision deprecates",
    scenarios: ["logging-set-level"],
  },
  {
    because: "subscribes to a resource; Loopgate does not declare it, since a call may wait instead",
    scenarios: ["resources-subscribe", "resources-unsubscribe"],
  },
  {
    because: "needs a tool with `x-mcp-header` in its schema; none of Loopgate's has one",
    scenarios: ["http-custom-header-server-validation"],
  },
];

/**
 * Those that run on Loopgate's own protocol and task layer with tools that exist only in the test (suite-tools.ts): there all of
 * them must pass. On Loopgate's tools those of the tasks extension cannot run, for such a task ends when a person says so.
 */
export const WITH_OWN_TOOLS = [
  "tools-call-simple-text",
  "tools-call-error",
  "tools-call-with-progress",
  "input-required-result-basic-elicitation",
  "input-required-result-basic-sampling",
  "input-required-result-basic-list-roots",
  "input-required-result-request-state",
  "input-required-result-multiple-input-requests",
  "input-required-result-multi-round",
  "input-required-result-missing-input-response",
  "input-required-result-result-type",
  "input-required-result-tampered-state",
  "input-required-result-ignore-extra-params",
  "input-required-result-validate-input",
  "tasks-lifecycle",
  "tasks-capability-negotiation",
  "tasks-wire-fields",
  "tasks-request-state-removal",
  "tasks-mrtr-input",
  "tasks-request-headers",
  "tasks-dispatch-and-envelope",
  "tasks-status-notifications",
  "tasks-required-task-error",
  "tasks-mrtr-composition",
];
