/** Tasks that live in memory and end by themselves: what the suite's tools run as, over Loopgate's own task layer. */
import { randomUUID } from "node:crypto";
import type { Task, Tasks } from "../../../server/src/agents/mcp/tasks.ts";

type Asks = Extract<Task["state"], { status: "input_required" }>["inputRequests"];
type Answers = Readonly<Record<string, unknown>>;

export type Jobs = {
  readonly tasks: Tasks;
  /** A task that is working, and comes to this end after so many milliseconds. */
  endsAfter(ms: number, end: Task["state"]): Task;
  /** A task that asks its client, and comes to its end once everything is answered. */
  asks(inputRequests: Asks, end: (answers: Answers) => Task["state"]): Task;
  close(): void;
};

const ENDED = ["completed", "failed", "cancelled"];

export function createJobs(): Jobs {
  const jobs = new Map<string, { task: Task; readonly update: (answers: Answers) => void }>();
  const timers = new Set<NodeJS.Timeout>();

  function begin(state: Task["state"], update: (id: string, answers: Answers) => void): Task {
    const now = Date.now();
    const task = { id: randomUUID(), createdAt: now, updatedAt: now, ttlMs: 60_000, pollIntervalMs: 50, state };
    jobs.set(task.id, { task, update: (answers) => update(task.id, answers) });
    return task;
  }

  function become(id: string, state: Task["state"]): void {
    const job = jobs.get(id);
    if (job && !ENDED.includes(job.task.state.status)) job.task = { ...job.task, state, updatedAt: Date.now() };
  }

  return {
    tasks: {
      get: (_, id) => Promise.resolve(jobs.get(id)?.task),
      update(_, id, answers) {
        jobs.get(id)?.update(answers);
        return Promise.resolve(jobs.has(id));
      },
      cancel(_, id) {
        become(id, { status: "cancelled" });
        return Promise.resolve(jobs.has(id));
      },
    },
    endsAfter(ms, end) {
      const task = begin({ status: "working" }, () => {});
      timers.add(setTimeout(() => become(task.id, end), ms));
      return task;
    },
    asks(inputRequests, end) {
      const given: Record<string, unknown> = {};
      return begin({ status: "input_required", inputRequests }, (id, answers) => {
        for (const [key, answer] of Object.entries(answers)) if (key in inputRequests) given[key] = answer;
        const open = Object.fromEntries(Object.entries(inputRequests).filter(([key]) => !(key in given)));
        become(id, Object.keys(open).length > 0 ? { status: "input_required", inputRequests: open } : end(given));
      });
    },
    close: () => timers.forEach(clearTimeout),
  };
}
