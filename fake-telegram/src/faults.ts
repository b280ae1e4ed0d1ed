import type { Parameters } from "./parameters.ts";

export type FaultAct =
  /** Answers this instead of executing. */
  | { readonly kind: "respond"; readonly status: number; readonly body: unknown }
  /** Cuts the connection instead of executing. */
  | { readonly kind: "drop" }
  /** Executes, then cuts the connection: the caller can't know. */
  | { readonly kind: "dropAfter" }
  /** Executes after a while. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Refuses with 429. */
  | { readonly kind: "retryAfter"; readonly seconds: number };

export type FaultRule = {
  /** Case does not matter; without it every method. */
  readonly method?: string;
  readonly match?: (parameters: Parameters) => boolean;
  /** How often it strikes; without it until removed. */
  readonly times?: number;
  readonly act: FaultAct;
};

export type Faults = {
  /** Adds a rule; the returned function removes it. */
  readonly add: (rule: FaultRule) => () => void;
  /** What befalls this request: the oldest rule that fits, used up by one. */
  strike(method: string, parameters: Parameters): FaultAct | undefined;
};

export function createFaults(): Faults {
  const rules: { rule: FaultRule; left: number }[] = [];

  return {
    add(rule) {
      const one = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
      rules.push(one);
      return () => void (one.left = 0);
    },
    strike(method, parameters) {
      const one = rules.find(({ rule, left }) => left > 0 && fits(rule, method, parameters));
      if (one === undefined) return undefined;
      one.left--;
      return one.rule.act;
    },
  };
}

function fits(rule: FaultRule, method: string, parameters: Parameters): boolean {
  if (rule.method !== undefined && rule.method.toLowerCase() !== method.toLowerCase()) return false;
  return rule.match?.(parameters) ?? true;
}
