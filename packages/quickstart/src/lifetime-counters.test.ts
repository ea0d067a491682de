import { describe, expect, it } from "vitest";
import { LifetimeCounters } from "./lifetime-counters.ts";
import { parsePage } from "./metrics-page.ts";
import { progressOf } from "./progress.ts";
import { SinkStore } from "./sink-store.ts";

describe("LifetimeCounters", () => {
  const page = (life: string, revisions: number, dropped = 0) =>
    parsePage(
      [
        `target_info{service_instance_id="${life}",service_name="genai-collector"} 1`,
        `otelcol_processor_settle_revisions{processor="settle",when="after_settle"} ${revisions}`,
        `otelcol_processor_settle_revisions{processor="settle",when="before_settle"} 99`,
        `otelcol_processor_guard_dropped{processor="guard",reason="label"} ${dropped}`,
      ].join("\n"),
    );

  it("sums over the collector's lives, each as it was last seen", () => {
    const counters = new LifetimeCounters();
    const seen = [page("a", 0), page("a", 1, 5), page("b", 0, 0), page("b", 2, 1), page("b", 2, 3)].map((samples) => {
      counters.observe(samples);
      return [counters.revisions, counters.guardDropped];
    });
    expect(seen).toEqual([
      [0, 0],
      [1, 5],
      [1, 5],
      [3, 6],
      [3, 8],
    ]);
  });

  it("is what the display shows, up or down", () => {
    const counters = new LifetimeCounters();
    counters.observe(page("a", 3));
    for (const samples of [page("b", 0), undefined])
      expect(progressOf({ samples, counters, sink: new SinkStore([]).state(), now: 0 }).revisions).toBe(3);
  });
});
