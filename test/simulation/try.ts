import { simulate } from "./run.ts";
const [from = "1", count = "1"] = process.argv.slice(2);
const t = performance.now();
const tot = new Map<string, number>();
let orphans = 0,
  requests = 0;
for (let s = Number(from); s < Number(from) + Number(count); s++) {
  try {
    const r = await simulate(s);
    orphans += r.end.orphans;
    requests += r.end.requests;
    for (const [k, v] of [...r.faults, ...r.end.transitions]) tot.set(k, (tot.get(k) ?? 0) + v);
    if (count === "1") console.log(r.lines.slice(-60).join("\n"));
  } catch (e) {
    console.log("seed", s, String(e instanceof Error ? e.stack : e).slice(0, 1500));
    if (process.argv[4] !== "-k") break;
  }
}
console.log(tot, { orphans, requests }, performance.now() - t);
