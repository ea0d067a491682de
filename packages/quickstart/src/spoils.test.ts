import { describe, expect, it } from "vitest";
import type { ReceivedPoint } from "./otlp-decoder.ts";
import { Spoils } from "./spoils.ts";

const point = (value: number): ReceivedPoint => ({ name: "a", labels: {}, time: 0, value, digest: "d" });

describe("Spoils", () => {
  it("loses what comes first, then repeats what comes next, as often as planned", () => {
    const spoils = Spoils.parse('{"losePoints":2,"repeatPoints":1}');
    const first = spoils.points([point(1)]);
    const second = spoils.points([point(2), point(3), point(4)]);
    expect(first).toEqual([]);
    expect(second.map(({ value, digest }) => [value, digest])).toEqual([
      [3, "d"],
      [3, "d'"],
      [4, "d"],
    ]);
  });

  it("does nothing to records where only points are planned, and nothing without a plan", () => {
    const record = { timeUnixNano: "1", severity: "", traceId: "", attributes: {} };
    expect(Spoils.parse('{"losePoints":1}').records([record])).toEqual([record]);
    expect(Spoils.parse("").points([point(1)])).toEqual([point(1)]);
    expect(Spoils.parse('{"repeatRecords":1}').records([record, record])).toHaveLength(3);
  });

  it.each(['{"lose":1}', '{"losePoints":"1"}'])("refuses %s", (plan) => {
    expect(() => Spoils.parse(plan)).toThrow(/whole numbers under losePoints/);
  });
});
