import { expect, test } from "vitest";
import { defineRequest } from "../../gate/definition.ts";
import { faceOf, fitsChat } from "../../gate/face.ts";
import { textsFor } from "../../texts/index.ts";
import { shownFace } from "./shown.ts";

const definition = (length: number) => ({
  ...defineRequest(
    {
      session_id: "s".repeat(128),
      client_id: "c".repeat(128),
      message: "\u202E".repeat(700),
      request_type: "choice",
      options: Array.from({ length: 14 }, (_, at) => `${"o".repeat(length)}${at}`),
      multiple: true,
      action: { name: "n".repeat(35), description: "d".repeat(2_000), arguments: { a: "v" } },
      metadata: { a: "m".repeat(900) },
      source: { a: "s".repeat(900) },
    },
    { risk: "high" },
  ),
  code: "abcdef",
  clientVerified: false,
  callback: { url: `https://${"h".repeat(60)}.example/`, sealedSecret: "" },
  route: [],
});

test("a card that can be answered in a chat shows every option and argument, whatever else is on it", () => {
  const faces = Array.from({ length: 196 }, (_, at) => faceOf({ definition: definition(at + 1), expiresAt: 0 }));
  const answerable = faces.filter(fitsChat);
  expect(answerable.length).toBeGreaterThan(100);
  for (const face of answerable)
    expect(shownFace(face, textsFor("en"))).toMatchObject({
      options: face.options,
      action: { fields: face.action?.fields },
    });
});
