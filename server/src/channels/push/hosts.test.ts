import { describe, expect, test } from "vitest";
import { createAllowsPush } from "./hosts.ts";

const allows = (url: string, more: readonly string[] = []) => createAllowsPush(more)(new URL(url));

describe("what a message may be sent to", () => {
  test.each([
    "https://fcm.googleapis.com/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://wns2-par02p.notify.windows.com/w/?token=abc",
    "https://web.push.apple.com/abc",
    "https://WEB.push.apple.com:443/abc",
  ])("is %s", (url) => expect(allows(url)).toBe(true));

  test.each([
    "http://fcm.googleapis.com/",
    "https://fcm.googleapis.com:8443/",
    "https://fcm.googleapis.com./",
    "https://ann@fcm.googleapis.com/",
    "https://:x@fcm.googleapis.com/",
    "https://evil.fcm.googleapis.com/",
    "https://fcm.googleapis.com.evil.example/",
    "https://evil.example/fcm.googleapis.com",
    "https://evilpush.services.mozilla.com/",
    "https://push.services.mozilla.com/",
    "https://notify.windows.com/",
    "https://xnotify.windows.com/",
    "https://storage.googleapis.com/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://localhost/",
  ])("is not %s", (url) => expect(allows(url)).toBe(false));

  test("is besides what PUSH_HOSTS names, to the port", () => {
    const more = ["push.example.com", "*.example.org", "other.example.com:8443"];
    expect(allows("https://push.example.com/a", more)).toBe(true);
    expect(allows("https://a.b.example.org/a", more)).toBe(true);
    expect(allows("https://other.example.com:8443/a", more)).toBe(true);
    expect(allows("https://other.example.com/a", more)).toBe(false);
    expect(allows("https://push.example.com:8443/a", more)).toBe(false);
    expect(allows("https://a.push.example.com/a", more)).toBe(false);
  });
});
