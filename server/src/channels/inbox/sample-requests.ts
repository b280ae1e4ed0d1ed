import type { CreateRequest, SampleKind } from "@loopgate/contract";
import { SAMPLE_NAME } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";

/** What each kind of sample asks. */
export function sampleRequest(kind: SampleKind, words: Texts["samples"]): CreateRequest {
  return { session_id: SAMPLE_NAME, client_id: SAMPLE_NAME, message: words[kind], ...asked(kind, words) };
}

function asked(kind: SampleKind, words: Texts["samples"]): Partial<CreateRequest> {
  switch (kind) {
    case "confirmation":
      return {
        action: { name: "website.deploy", arguments: { version: "2.4.1", environment: "staging", replicas: 3 } },
        source: { repository: "example/website", run: "1482" },
      };
    case "critical":
      return {
        risk: "critical",
        action: {
          name: "database.drop",
          arguments: { database: "customers", host: "db-1.example.com", backup: false },
        },
      };
    case "edit":
      return { action: refund(words), allowed_decisions: ["approve", "edit", "reject"] };
    case "choice":
      return { options: Object.values(words.choices) };
    case "multiple":
      return { options: Object.values(words.topics), multiple: true };
    case "input":
      return { suggestions: Object.values(words.suggestions) };
    case "form":
      return { schema: booking(words) };
  }
}

function refund({ editFields: titles, editNote: note }: Texts["samples"]): NonNullable<CreateRequest["action"]> {
  return {
    name: "invoice.refund",
    arguments: { invoice: "INV-2031", amount: 120, currency: "EUR", note },
    arguments_schema: {
      type: "object",
      properties: {
        invoice: { type: "string", title: titles.invoice },
        amount: { type: "number", title: titles.amount, minimum: 0, maximum: 500 },
        currency: { type: "string", title: titles.currency, enum: ["EUR", "USD", "GBP"] },
        note: { type: "string", title: titles.note, maxLength: 200 },
      },
      required: ["invoice", "amount", "currency"],
    },
  };
}

function booking({ formFields: titles }: Texts["samples"]): NonNullable<CreateRequest["schema"]> {
  return {
    type: "object",
    properties: {
      name: { type: "string", title: titles.name, minLength: 1, maxLength: 60 },
      guests: { type: "integer", title: titles.guests, minimum: 1, maximum: 12 },
      day: { type: "string", title: titles.day, format: "date" },
      outside: { type: "boolean", title: titles.outside },
    },
    required: ["name", "guests", "day"],
  };
}
