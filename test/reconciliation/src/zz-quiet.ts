import { reconcile } from "./reconcile.ts";
import { quiet } from "./story.ts";
const t = process.cpuUsage();
const r = await reconcile({ seed: Number(process.argv[2] ?? 1), hours: Number(process.argv[3] ?? 4), story: quiet, setup: JSON.parse(process.argv[4] ?? "{}"), tell: process.argv[5] ? (at, w) => console.log(new Date(at).toISOString(), w) : undefined });
console.log(r.violations.length, JSON.stringify(r.violations.slice(0, 8), null, 1), { ...r, violations: 0 }, process.cpuUsage(t).user / 1e6);
