import { reconcile } from "./reconcile.ts";
import { quiet } from "./story.ts";
import { Reconciliation } from "./reconciliation.ts";
if (process.argv[6]) { const r = await Reconciliation.open({seed:1,hours:1,story:quiet}); r.start(); await r.world.advance(1800000); for (const l of r.machine.log) console.log(l.level,l.message,JSON.stringify(l.data,(k,v)=>v instanceof Error?{m:v.message,c:String(v.cause)}:v)); process.exit(); }
const t = process.cpuUsage();
const r = await reconcile({ seed: Number(process.argv[2] ?? 1), hours: Number(process.argv[3] ?? 4), story: quiet, setup: JSON.parse(process.argv[4] ?? "{}"), tell: process.argv[5] ? (at, w) => console.log(new Date(at).toISOString(), w) : undefined });
console.log(r.violations.length, JSON.stringify(r.violations.slice(0, 8), null, 1), { ...r, violations: 0 }, process.cpuUsage(t).user / 1e6);
