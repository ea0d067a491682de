import { expect, it } from "vitest";
import { runForLeaks, searchedTexts } from "../src/leak-run.ts";
import { narrowed } from "../src/narrowed.ts";
import { runWithoutStrip, withoutGuard } from "./leaks-without-strip.ts";

it("a leak is followed to the one mutation that it comes from, and to a command that shows it", async () => {
  const options = {
    ...runWithoutStrip({ names: ["inputs"], members: "one by one" }, { processors: withoutGuard }),
    mutates: true,
    answerShare: 0.1,
  };
  const result = await runForLeaks(options);
  const leak = result.leaks.at(-1)!;
  const { text, mutations, replay } = await narrowed(options, result, leak);
  expect(text).toBe(searchedTexts[leak.text]);
  expect(mutations).toEqual([expect.stringMatching(/^(run|session) "[0-9a-f-]{36}" /)]);
  const [, seed] = /--only (\d+)$/.exec(replay)!;
  const again = await runForLeaks({ ...options, only: new Set([Number(seed)]) });
  expect(again.leaks.map((each) => each.text)).toContain(leak.text);
  expect(again.applied.size).toBe(1);
});
