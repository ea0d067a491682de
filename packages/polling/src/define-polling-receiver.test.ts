import { isFactory } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import { createOutputs, createSettings, decodeConfig, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { definePollingReceiver } from "./define-polling-receiver.ts";
import { bucketed, snapshot, windowed } from "./loop.ts";
import { pollingConfig } from "./polling-config.ts";

const minute = 60_000;
const replay = { cadenceMs: minute, bootstrapMs: 50 * minute, maxBackfillMs: 90 * minute };
const series = [{ name: "acme_requests", unit: "1", labels: ["model"] }];
const spec = {
  type: "acme",
  stability: { metrics: "alpha" },
  config: map(pollingConfig),
  loopNames: ["usage", "events", "now"],
  skipReasons: ["window_oversize"],
  source: () => ({ endpoint: "https://api.acme.example" }),
  loops: () => [
    bucketed({
      ...replay,
      name: "usage",
      passes: ["a", "b"],
      requestsPerPoll: 3,
      releases: ["user"],
      bucketMs: minute,
      maxRangeMs: 55 * minute,
      unsettled: true,
      series,
      collect: async () => [],
    }),
    windowed({ ...replay, name: "events", windowMs: minute, settleMs: minute, collect: async () => ({ records: [] }) }),
    snapshot({ name: "now", cadenceMs: minute, bucketMs: minute, series: [], collect: async () => [] }),
  ],
} as const;
const config = decodeConfig(spec.config, {}, "receivers::acme");

describe("definePollingReceiver", () => {
  it("makes a factory whose traits say what each loop does", () => {
    const factory = definePollingReceiver(spec);
    expect(isFactory(factory)).toBe(true);
    const none = { bucketMs: undefined, maxRangeMs: undefined, unsettled: false, series: [], releases: [] };
    expect(factory.traits!(config).loops).toEqual([
      {
        name: "usage",
        signal: "metrics",
        cadenceMs: minute,
        requestsPerPoll: 6,
        bucketMs: minute,
        maxRangeMs: 55 * minute,
        unsettled: true,
        series,
        releases: ["user"],
      },
      { ...none, name: "events", signal: "logs", cadenceMs: minute, requestsPerPoll: 1 },
      { ...none, name: "now", signal: "metrics", cadenceMs: minute, requestsPerPoll: 1, bucketMs: minute },
    ]);
  });

  it("declares the instruments of every polling receiver, with its loops and reasons as closed lists, and its own", () => {
    const own = { quota: { kind: "counter", unit: "{poll}", doc: "Over quota." } } as const;
    const { instruments } = definePollingReceiver({ ...spec, instruments: own });
    expect(instruments).toMatchObject(own);
    expect(instruments!["lag"]!.attributes).toEqual({ loop: spec.loopNames });
    expect(instruments!["skipped_items"]!.attributes!["reason"]).toContain("window_oversize");
    expect(instruments!["skipped_items"]!.attributes!["reason"]).toContain("backfill");
  });

  it("refuses an instrument whose name is taken, where it is declared", () => {
    const lag = { kind: "gauge", unit: "s", doc: "Mine." } as const;
    expect(() => definePollingReceiver({ ...spec, instruments: { lag } })).toThrow("the instrument lag");
  });

  it("refuses loops that cannot work when it is created, not when it runs", () => {
    const factory = definePollingReceiver({ ...spec, loopNames: ["usage"] });
    const settings = createSettings("acme", new VirtualRuntime(new World()));
    expect(() => factory.create(settings, config, createOutputs({}))).toThrow("events is not among");
  });

  it("takes its resource from the configuration, and has a file of frontiers unless told otherwise", () => {
    expect(config).toMatchObject({ checkpoint: "file_checkpoint", leader_elector: undefined });
    expect(config.rate_limit).toEqual({ requests_per_second: 1, burst: 3 });
  });
});
