import { it, expect } from "vitest";
import { portkeyFaultKinds } from "/work/main/packages/simulator/src/portkey/portkey-faults.ts";
import { at, minute, start } from "/work/main/receivers/portkey/test/portkey-scene.ts";
import { hour, LogsScene } from "/work/main/receivers/portkey/test/logs-scene.ts";
const targets = ["#create", "#start", "#get", "#download", "objects"];
it("explore", async () => {
  const out: string[] = [];
  for (const target of targets)
    for (const kind of portkeyFaultKinds) {
      const t0 = performance.now();
      const scene = new LogsScene({
        platform: { requestsPerMinute: 4 },
        exports: { page_size: 60, chunk_max_records: 25, jobs_ahead: 1 },
        config: { rate_limit: { requests_per_second: 10, burst: 10 } },
      });
      scene.simulator.script({ kind: kind as any, from: start, to: start + 8 * minute, target });
      try {
        await scene.start();
        await scene.advance(3 * hour);
        const to = await scene.frontier();
        const truth = scene.trueIds(at("08:37:20"), to);
        const found = scene.ids();
        const unique = new Set(found);
        const skips = Object.fromEntries(
          [...scene.recorded.counts]
            .filter(([k]) => k.includes("skipped_items"))
            .map(([k, v]) => [k.replace(/.*reason=/, "").replace("}", ""), v]),
        );
        const probs = Object.fromEntries(
          [...scene.recorded.counts]
            .filter(([k]) => k.includes("export_problems"))
            .map(([k, v]) => [k.replace(/.*reason=/, "").replace("}", ""), v]),
        );
        const lag = (start + 3 * hour - to) / minute;
        const missing = truth.filter((id) => !unique.has(id)).length;
        const rep = found.length - unique.size;
        const strangers = [...unique].filter((id) => !truth.includes(id)).length;
        let leak = "";
        try {
          scene.expectNoContent();
        } catch (e) {
          leak = "LEAK " + String(e).slice(0, 200);
        }
        const bad = missing || rep || strangers || leak || lag > 25;
        out.push(
          `${bad ? "!!" : "  "} ${target} ${kind} lag=${lag.toFixed(0)} missing=${missing} rep=${rep} str=${strangers} truth=${truth.length} ${JSON.stringify(skips)} ${JSON.stringify(probs)} jobs=${scene.simulator.jobs.length} ${leak} ${(performance.now() - t0).toFixed(0)}ms`,
        );
      } catch (e) {
        out.push(`EE ${target} ${kind} ${String(e).slice(0, 300)}`);
      }
    }
  console.log(out.join("\n"));
}, 600_000);
