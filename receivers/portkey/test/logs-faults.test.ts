import { jobFaults } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { answerFaultKinds, expectSurvival, linkFaultKinds, objectFaultKinds } from "./faulty-export.ts";
import { hour, LogsScene } from "./logs-scene.ts";
import { at, start } from "./portkey-scene.ts";

// Every kind of fault once, where it hurts most; `logs-faults.ci.test.ts` has every kind at every call.

describe("a fault of eight minutes costs no record, doubles none, and shows no content", () => {
  it.each(jobFaults)("of a job: %s", (kind) => expectSurvival(kind, "#create"));
  it.each(answerFaultKinds)("of an answer: %s", (kind) => expectSurvival(kind, "#get"));
  it.each(linkFaultKinds)("of a link: %s", (kind) => expectSurvival(kind, "#download"));
  it.each(objectFaultKinds)("of a file: %s", (kind) => expectSurvival(kind, "objects"));
});

describe("a fault that stays", () => {
  /** What is destroyed for good is skipped with its number, and the export goes on behind it. */
  it.each([
    ["job_failed", "#create", "export_failed"],
    ["job_vanished", "#create", "export_vanished"],
    ["job_stuck", "#create", "export_stuck"],
    ["short_page", "#create", "page_short"],
    ["bad_request", "#start", "start_refused"],
    ["bad_request", "#download", "link_refused"],
    ["not_found", "#download", "object_gone"],
    ["forced_gzip", "objects", "encoding_forced"],
    ["forbidden", "objects", "link_expired"],
    ["cut", "objects", "body_broken"],
  ] as const)("%s at %s: each page is skipped in the end, counted as %s", async (kind, target, reason) => {
    const scene = new LogsScene({
      platform: { requestsPerMinute: 4 },
      exports: { page_size: 500, chunk_max_records: 100, max_attempts: 2, job_poll_timeout: "5m" },
      config: { rate_limit: { requests_per_second: 10, burst: 10 } },
    });
    scene.simulator.script({ kind, from: start, to: Infinity, target });
    await scene.start();
    await scene.advance(3 * hour);
    expect(await scene.frontier()).toBeGreaterThan(start + hour);
    const found = scene.ids();
    const truth = scene.trueIds(at("08:37:20"), await scene.frontier());
    const missing = truth.filter((id) => !found.includes(id)).length;
    expect(missing).toBeGreaterThan(0);
    // Skipped are records that were asked for: up to those of the seconds around each window, too.
    const windows = scene.store.saved.filter(({ to }) => to.cursor === undefined).length;
    expect(scene.skipped(reason)).toBeGreaterThanOrEqual(missing);
    expect(scene.skipped(reason)).toBeLessThanOrEqual(missing + 2 * windows);
    expect(found.length).toBe(new Set(found).size);
  });

  it("redirected files are never followed to another host, and hold the export", async () => {
    const scene = new LogsScene();
    scene.simulator.script({ kind: "redirected", from: start, to: Infinity, target: "objects" });
    await scene.start();
    await scene.advance(hour);
    expect(scene.asked.every(({ url }) => ["api.portkey.ai", "objects.example.net"].includes(url.hostname))).toBe(true);
    expect([await scene.frontier(), scene.ids()]).toEqual([at("08:37:20"), []]);
    expect(scene.recorded.status("portkey", "logs_export")?.state).toBe("permanent_error");
  });
});

describe("faults of every kind, by chance", () => {
  it.each([1, 2, 3])("seed %i: with three deaths in between, nothing is lost but what is counted", async (seed) => {
    const kinds = [...jobFaults, ...answerFaultKinds, ...linkFaultKinds, ...objectFaultKinds];
    const faultRates = Object.fromEntries(kinds.map((kind) => [kind, 0.004]));
    const scene = new LogsScene({
      platform: { seed, faultRates, requestsPerMinute: 6 },
      exports: { page_size: 60, chunk_max_records: 25 },
      config: { rate_limit: { requests_per_second: 10, burst: 10 } },
    });
    let running = await scene.start();
    for (let death = 0; death < 3; death++) {
      await scene.advance(2 * hour);
      running.runtime.kill();
      running = await scene.start();
    }
    await scene.advance(2 * hour);
    await scene.stop(running);
    const truth = scene.trueIds(at("08:37:20"), await scene.frontier());
    const found = scene.ids();
    const skipped = [...scene.recorded.counts]
      .filter(([name]) => name.startsWith("portkey.skipped_items"))
      .reduce((sum, [, count]) => sum + count, 0);
    expect(truth.filter((id) => !found.includes(id)).length).toBeLessThanOrEqual(skipped);
    // One chunk for each death, at most.
    expect(found.length - new Set(found).size).toBeLessThanOrEqual(3 * 25);
    expect(await scene.frontier()).toBeGreaterThan(start + 6 * hour);
    scene.expectNoContent();
  });
});
