import { expect, it } from "vitest";
import { codecBench } from "../src/codec/codec-bench.ts";

it("compares codecs that read and write the same", () => {
  const rows = codecBench({ rounds: 1, roundMs: 1 });
  expect(rows.map(({ name }) => name)).toHaveLength(4);
  for (const { name, ours, theirs } of rows) {
    expect(ours, name).toBeGreaterThan(0);
    expect(theirs, name).toBeGreaterThan(0);
  }
});
