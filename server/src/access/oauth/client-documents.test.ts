import { expect, test } from "vitest";
import { createOutgoing, type Outgoing } from "../../http/outgoing.ts";
import { systemClock } from "../../kit/clock.ts";
import { createClientDocuments } from "./client-documents.ts";

test("T22 which names there are inside is told nobody: one that leads inwards is refused like one that leads nowhere", async () => {
  const told = async (resolve: NonNullable<Parameters<typeof createOutgoing>[0]["resolve"]>) => {
    const outgoing: Outgoing = createOutgoing({ clock: systemClock, resolve });
    const refused: unknown = await createClientDocuments({ outgoing, clock: systemClock })
      .find("https://wiki.corp.example/client.json")
      .catch((error: unknown) => error);
    await outgoing.close();
    return refused;
  };
  const inwards = await told((_, __, done) => done(null, [{ address: "10.0.0.7", family: 4 }]));
  const nowhere = await told((_, __, done) => done(Object.assign(new Error("x"), { code: "ENOTFOUND" }), []));
  expect(inwards).toMatchObject({
    code: "invalid_client",
    message: expect.stringContaining("cannot be read") as string,
  });
  expect(inwards).toMatchObject({ message: (nowhere as Error).message });
});
