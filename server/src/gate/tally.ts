import { saysTheSame } from "./answer.ts";
import type { Decision, Policy, Quota, Vote } from "./request.ts";

/** The decision that these votes make under this policy, if they make one: votes that say the same, by distinct people. */
export function tally(policy: Policy, votes: readonly Vote[], last: Vote): Decision | undefined {
  const same = votes.filter((vote) => agrees(vote, last));
  const enough =
    last.answer.outcome === "reject"
      ? votes.filter(isReject).length >= policy.rejections
      : policy.quorum.length > 0 && policy.quorum.every((quota) => isMet(quota, same));
  if (!enough) return undefined;
  return {
    answer: last.answer,
    at: last.at,
    decider: { kind: "votes" },
    ...(last.actionDigest && { actionDigest: last.actionDigest }),
  };
}

function agrees(vote: Vote, last: Vote): boolean {
  return saysTheSame(vote.answer, last.answer) && vote.actionDigest === last.actionDigest;
}

function isReject(vote: Vote): boolean {
  return vote.answer.outcome === "reject";
}

function isMet(quota: Quota, votes: readonly Vote[]): boolean {
  const { of } = quota;
  const counted = of === "anyone" ? votes : votes.filter(({ by }) => of.includes(by));
  return new Set(counted.map(({ by }) => by)).size >= quota.need;
}
