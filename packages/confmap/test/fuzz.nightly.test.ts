import * as fc from "fast-check";
import { describe, it } from "vitest";
import { mutated, nearly, run, soup, world } from "./any-text.ts";

describe("any text, for a long time", () => {
  const runs = { numRuns: 5_000_000, interruptAfterTimeLimit: 1_800_000 };

  it("of YAML's own characters leads to a configuration or to problems, never to a crash", async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (text) => void (await run(text, world))),
      runs,
    );
  });

  it("that is nearly a configuration leads to one, or to problems", async () => {
    await fc.assert(
      fc.asyncProperty(nearly, async (text) => void (await run(text, world))),
      runs,
    );
  });

  it("that was a configuration leads to one, or to problems", async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => void (await run(text, world))),
      runs,
    );
  });
});
