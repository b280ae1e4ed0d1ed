import { expect, test } from "vitest";
import type { RequestId } from "../../gate/request.ts";
import { atPublicUrl } from "./public-url.ts";

const request = { id: "019a2f6e" as RequestId };
const pageAt = (url: string | undefined) =>
  atPublicUrl("poll", url === undefined ? undefined : new URL(url), Buffer.from).pageOf(request);

test("a request has a page where the public address is one that everybody can open", () => {
  expect(pageAt("https://gate.example.com")).toBe("https://gate.example.com/r/019a2f6e");
  expect(pageAt("https://8.8.8.8:8443")).toBe("https://8.8.8.8:8443/r/019a2f6e");
});

test.each([
  undefined,
  "http://gate.example.com",
  "https://localhost",
  "https://gate",
  "https://10.0.0.7",
  "https://[::1]",
])("%s is none that Telegram takes, so the card has no button for it", (url) => {
  expect(pageAt(url)).toBeUndefined();
});
