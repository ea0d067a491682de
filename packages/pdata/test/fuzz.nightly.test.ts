import { expect, it } from "vitest";
import { fuzz } from "./fuzz-codec.ts";

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

it.each(["traces", "metrics", "logs"] as const)(
  `four hundred thousand mutated %s, from seed ${seed}`,
  { timeout: 3_600_000 },
  (signal) => {
    const { refusedAtTheDoor, refusedInside, accepted, slowest } = fuzz(signal, seed, 400_000);
    expect(refusedAtTheDoor + refusedInside + accepted).toBe(400_000);
    expect(slowest).toBeLessThan(1_000);
  },
);
