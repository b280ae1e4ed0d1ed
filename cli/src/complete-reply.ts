import { canonical, type JsonObject, type Reply, type TerminalCard } from "@loopgate/contract";
import { fillForm } from "./fill-form.ts";
import { readObject, type Typed } from "./read-reply.ts";
import { UserError, type Shell } from "./shell.ts";
import { barred, styled } from "./screen.ts";
import { texts } from "./texts.ts";

const { card: words, terminal } = texts;

/** Gets what an answer still lacks: the edited arguments from an editor, the fields of a form by asking for each. */
export async function completeReply(typed: Typed, card: TerminalCard, shell: Shell): Promise<Reply> {
  if (typed.kind === "edit") {
    const edited = typed.arguments ?? (await editedArguments(card, shell));
    shell.err.line(styled("bold", words.willRun));
    barred(shell.err, JSON.stringify(edited, null, 2));
    return { kind: "edit", arguments: edited };
  }
  if (typed.kind === "form") return { kind: "form", values: typed.values ?? (await filledForm(card, shell)) };
  return typed;
}

/** Leaving the editor without a change is no answer: the gate would take unchanged arguments for an approval. */
async function editedArguments(card: TerminalCard, { edit }: Shell): Promise<JsonObject> {
  if (card.arguments === null) throw new UserError(terminal.nothingToEdit);
  const edited = readObject(await edit(`${JSON.stringify(card.arguments, null, 2)}\n`));
  if (canonical(edited) === canonical(card.arguments)) throw new UserError(terminal.unchanged(card.code));
  return edited;
}

async function filledForm(card: TerminalCard, { ask, out }: Shell): Promise<JsonObject> {
  const { schema } = card.face;
  if (!schema || !ask) throw new UserError(terminal.formMissing);
  return fillForm(schema, ask, out);
}
