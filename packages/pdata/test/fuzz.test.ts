import { expect, it } from "vitest";
import { fuzz } from "./fuzz-codec.ts";

it.each(["traces", "metrics", "logs"] as const)(
  "mutated %s neither crash nor hang anything",
  { timeout: 60_000 },
  (signal) => {
    const { refusedAtTheDoor, refusedInside, accepted, slowest } = fuzz(signal, 20_261_121, 7_000);
    // The mutations reach every kind of outcome, or they would show nothing.
    for (const outcome of [refusedAtTheDoor, refusedInside, accepted]) expect(outcome).toBeGreaterThan(100);
    expect(slowest).toBeLessThan(1_000);
  },
);
