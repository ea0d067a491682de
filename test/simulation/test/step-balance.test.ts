import type { BatchContext, Consumer, Payload } from "@genai-collector/component";
import type { AnyFactory } from "@genai-collector/confmap";
import { expect, it } from "vitest";
import { memoryQueue, type PushedSetup } from "../src/setup.ts";
import { Simulation } from "../src/simulation.ts";
import { quiet, type StoryEvent } from "../src/story.ts";
import { behindGuard, type Given } from "./sabotage.ts";
import { behindLogGuard } from "./sabotage-pushed.ts";

const second = 1_000;
const minute = 60 * second;
const pushed: PushedSetup = { acknowledge: "accepted", hasBatch: true, queue: memoryQueue, everyMs: 20 * second };

/** Keeps what it is given for a moment, and books nothing of it. */
function slow<P extends Payload>(next: Consumer<P>, { runtime }: Given): Consumer<P> {
  return {
    async consume(payload: P, context: BatchContext): Promise<void> {
      await new Promise<void>((resolve) => {
        runtime.timers.after(7, resolve);
      });
      await next.consume(payload, context);
    },
  };
}

const killed: StoryEvent = {
  at: 30 * minute,
  trouble: {
    kind: "crash",
    plan: { door: "any", nth: 1, when: "before" },
    aftermath: { downMs: second, powerCut: true },
  },
};

it.each<readonly [string, AnyFactory, PushedSetup | undefined]>([
  ["polled", behindGuard(slow), undefined],
  ["pushed", behindLogGuard(slow), pushed],
])(
  "%s: items that nobody accounts for are found in the step in which it is so, before and after a crash",
  async (...of) => {
    const [, guard, others] = of;
    const setup = { graphs: ["requests"], cadenceMs: 5 * minute, ...(others && { pushed: others }) };
    const story = { ...quiet, events: [killed] };
    const simulation = await Simulation.open({ seed: 3, hours: 1, story, setup, instead: [guard] });
    const begun = simulation.world.now;
    await simulation.play(30 * minute);
    const { list, counts } = simulation.violations;
    expect([...counts.keys()]).toEqual(["the ledger balances"]);
    const at = list.map((violation) => violation.at - begun);
    // One poll in five minutes, at the least, each of which was wrong for seven milliseconds.
    expect(at.filter((ms) => ms < killed.at).length).toBeGreaterThanOrEqual(5);
    expect(at.filter((ms) => ms > killed.at).length).toBeGreaterThanOrEqual(5);
    for (const { what } of list) expect(what).toMatch(/"component":"guard".*"difference":[1-9]/);
  },
);
