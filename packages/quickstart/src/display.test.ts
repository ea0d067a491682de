import { describe, expect, it } from "vitest";
import { clock, Display } from "./display.ts";
import { LifetimeCounters } from "./lifetime-counters.ts";
import { progressOf, type Progress } from "./progress.ts";
import { SinkStore } from "./sink-store.ts";

describe("Display", () => {
  const progress: Progress = progressOf({
    samples: undefined,
    counters: new LifetimeCounters(),
    sink: new SinkStore([]).state(),
    now: 0,
  });

  it("writes a table that replaces itself on a terminal", () => {
    let written = "";
    const display = new Display((text) => (written += text), true);
    display.show(progress);
    const first = written;
    display.show(progress);
    expect(first).toContain("frontier");
    expect(written.slice(first.length).startsWith("\u001b[")).toBe(true);
  });

  it("repeats a plain line only when something has changed, else every ten seconds", () => {
    const lines: string[] = [];
    let now = 0;
    const display = new Display(
      (text) => lines.push(text),
      false,
      () => now,
    );
    const at = (ms: number, points: number): number => {
      now = ms;
      display.show({ ...progress, points });
      return lines.length;
    };
    expect([at(0, 1), at(3_000, 1), at(9_999, 1)]).toEqual([1, 1, 1]);
    expect([at(10_000, 1), at(12_000, 1)]).toEqual([2, 2]);
    expect([at(13_000, 2), at(14_000, 1), at(23_999, 1), at(24_000, 1)]).toEqual([3, 4, 4, 5]);
  });

  it("on a terminal shows the table each time", () => {
    let shown = 0;
    const display = new Display(
      () => shown++,
      true,
      () => 0,
    );
    display.show(progress);
    display.show(progress);
    expect(shown).toBe(3); // the second one clears the first
  });

  it("writes plain lines elsewhere", () => {
    let written = "";
    new Display((text) => (written += text), false).show({
      ...progress,
      isUp: true,
      points: 3,
      buckets: 2,
      frontier: 3_600_000,
    });
    expect(written).toMatch(/^delivered 3 points of 2 minutes, up to 01:00/);
    expect(clock(undefined)).toBe("–");
  });
});
