import { VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { LogsScene } from "./logs-scene.ts";
import { at, minute, type Running } from "./portkey-scene.ts";

const chunk = 5;

/** Two pages of 20 records, read by five lines: every seam is passed several times. */
const options = {
  platform: { requestsPerMinute: 1, exports: { msPerThousandRows: 1_000 } },
  exports: { window: "30m", settle: "5m", page_size: 20, chunk_max_records: chunk, jobs_ahead: 1 },
  config: { rate_limit: { requests_per_second: 10, burst: 10 } },
};

async function run(scene: LogsScene, runtime: VirtualRuntime): Promise<Running> {
  const running = await scene.start(runtime);
  await scene.advance(6 * minute);
  return running;
}

describe("a process that dies", () => {
  it("80: at any call of the runtime: another one goes on with the same jobs; at most one chunk is delivered again", async () => {
    const whole = new LogsScene(options);
    const runtime = new VirtualRuntime(whole.world);
    await run(whole, runtime);
    await whole.expectTruth(at("09:07:20"));
    expect(whole.sink.payloads.length).toBeGreaterThan(6);
    const jobs = whole.simulator.jobs.length;
    for (let call = 1; call <= runtime.calls; call++) {
      const scene = new LogsScene(options);
      const doomed = new VirtualRuntime(scene.world);
      doomed.crashAt = call;
      // A process that dies while it starts never comes back from it.
      void scene.start(doomed);
      await scene.advance(3 * minute);
      expect([call, doomed.calls >= call]).toEqual([call, true]);
      await run(scene, new VirtualRuntime(scene.world));
      const found = scene.ids();
      const truth = scene.trueIds(at("09:07:20"), await scene.frontier());
      expect([call, truth.filter((id) => !found.includes(id))]).toEqual([call, []]);
      expect([call, found.length - new Set(found).size <= chunk]).toEqual([call, true]);
      // What it created and could not save is a draft more, at most.
      expect([call, scene.simulator.jobs.length - jobs <= 1]).toEqual([call, true]);
    }
  });
});
