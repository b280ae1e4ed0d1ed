import type { Chance } from "./chance.ts";
import type { Answer, Node } from "./nodes.ts";
import type { Button, SeenMessage } from "./telegram.ts";

/** What an agent was once told of a request. */
export type Told = {
  readonly id: string;
  readonly status: string;
  readonly approved: boolean;
  readonly response: unknown;
  readonly by: string;
};

/** Everything that callers and people did and were told, to be held against what is there at the end. */
export type History = {
  readonly acknowledged: Map<string, Answer>;
  readonly told: Told[];
  readonly canceled: Set<string>;
  /** Data of buttons that linked people pressed, and texts that they sent to a card or prompt. */
  readonly presses: { readonly person: number; readonly data: string }[];
  readonly replies: { readonly person: number; readonly message: SeenMessage; readonly text: string }[];
  /** Requests that the terminal was made to approve. */
  readonly terminalApprovals: Set<string>;
  readonly keys: Map<string, string>;
  create(node: Node, request: object): void;
  cancel(node: Node, chance: Chance): void;
  poll(node: Node, chance: Chance): void;
  terminal(node: Node, chance: Chance): void;
  pressed(person: number, button: Button): void;
  replied(person: number, message: SeenMessage, text: string): void;
  track(work: Promise<unknown>): void;
  /** Failures of calls that never answered with a status: bugs of the simulation or of the gate. */
  readonly broken: unknown[];
};

/** `created` is told of each acknowledged request. */
export function createHistory(log: (line: string) => void, created: (id: string) => Promise<void>): History {
  const acknowledged = new Map<string, Answer>();
  const told: Told[] = [];
  const canceled = new Set<string>();
  const terminalApprovals = new Set<string>();
  const keys = new Map<string, string>();
  const broken: unknown[] = [];
  const presses: { person: number; data: string }[] = [];
  const replies: { person: number; message: SeenMessage; text: string }[] = [];
  const track = (work: Promise<unknown>) => void work.catch((error: unknown) => broken.push(error));

  const expect = (
    name: string,
    { status, body }: { readonly status: number; readonly body: Answer },
    allowed: readonly number[],
  ) => {
    log(`${name} → ${status}`);
    if (!allowed.includes(status)) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
    return status === 200 ? body : undefined;
  };
  const someone = (chance: Chance) => chance.pick([...acknowledged.keys()].slice(-8));
  const note = (id: string, body: Answer, by: string) =>
    told.push({
      id,
      status: String(body["status"]),
      approved: body["approved"] === true,
      response: body["response"],
      by,
    });

  async function answerAtTerminal(node: Node, id: string, chance: Chance): Promise<void> {
    const card = expect(
      "terminal card",
      await node.call("GET", `/api/terminal/requests/${id}`, undefined, true),
      [200, 503],
    );
    if (!card) return;
    const kind = chance.pick(Array.isArray(card["offers"]) ? card["offers"].map(String) : []);
    const face = card["face"] as { readonly options: readonly { readonly value: string; readonly effect: string }[] };
    const option = chance.pick(face.options);
    const answers: Record<string, object> = {
      approve: { kind },
      reject: { kind, ...(chance.happens(0.3) && { reason: "no" }) },
      edit: { kind, arguments: { amount: 6 } },
      pick: { kind, values: [option?.value ?? ""] },
      text: { kind, text: "said" },
      form: { kind, values: { n: 1 } },
    };
    if (kind === undefined) return;
    if (kind === "approve" || kind === "edit" || (kind === "pick" && option?.effect === "approve"))
      terminalApprovals.add(id);
    const answer = await node.call(
      "POST",
      `/api/terminal/requests/${id}/answer`,
      { shown_digest: card["shown_digest"], reply: answers[kind] },
      true,
    );
    const result = expect(`terminal ${kind}`, answer, [200, 409, 503]);
    if (result) note(id, result["request"] as Answer, "terminal");
  }

  return {
    acknowledged,
    told,
    canceled,
    presses,
    replies,
    terminalApprovals,
    keys,
    broken,
    track,
    create(node, request) {
      const key = "idempotency_key" in request ? String(request.idempotency_key) : undefined;
      const create = async () => {
        const body = expect("create", await node.call("POST", "/hitl/request", request), [200, 409, 429, 503]);
        if (!body) return;
        const id = String(body["request_id"]);
        if (!acknowledged.has(id)) await created(id);
        acknowledged.set(id, body);
        const same = `${key} ${JSON.stringify(request)}`;
        if (key === undefined) return;
        if ((keys.get(same) ?? id) !== id) throw new Error(`the key ${key} made two requests`);
        keys.set(same, id);
      };
      track(create());
    },
    cancel(node, chance) {
      const id = someone(chance);
      if (id === undefined) return;
      const cancel = async () => {
        if (expect("cancel", await node.call("POST", "/hitl/cancel", { request_id: id }), [200, 409, 503]))
          canceled.add(id);
      };
      track(cancel());
    },
    poll(node, chance) {
      const id = someone(chance);
      if (id === undefined) return;
      const wait = chance.happens(0.5) ? `&wait=${chance.below(8)}` : "";
      const poll = async () => {
        const body = expect("poll", await node.call("GET", `/hitl/poll?request_id=${id}${wait}`), [200, 503]);
        if (body) note(id, body, "poll");
      };
      track(poll());
    },
    terminal(node, chance) {
      const id = someone(chance);
      if (id !== undefined) track(answerAtTerminal(node, id, chance));
    },
    pressed: (person, { data }) => void presses.push({ person, data }),
    replied: (person, message, text) => void replies.push({ person, message, text }),
  };
}
