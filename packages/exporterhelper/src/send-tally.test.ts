import { CollectorError } from "@genai-collector/component";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bodiesOf,
  coverage,
  failure,
  logsOf,
  never,
  rejection,
  ScriptedSender,
  setWorld,
} from "../test/scripted-sender.ts";
import { refusedCode, tooLargeCode, type SendRequest } from "./sender.ts";
import { SendTally } from "./send-tally.ts";
import { SplitSender } from "./split-sender.ts";

/** Sends polled data through the layer that takes requests apart, and says what is left. */
async function play(answer: (request: SendRequest, number: number) => unknown, ...bodies: readonly string[]) {
  const tally = new SendTally();
  const sender = new SplitSender(new ScriptedSender(answer), setWorld().given.clock, Infinity, () => true);
  const payload = logsOf(...bodies.map((body) => [body]));
  await sender.send({ payload, coverage, giveUpAt: Infinity, tally }, never).catch(() => undefined);
  return { taken: tally.takenItems, left: tally.left.flatMap((each) => bodiesOf({ payload: each })) };
}

const refused = failure(refusedCode, "misconfigured");
const tooLarge = ({ payload }: SendRequest): CollectorError => rejection(tooLargeCode, payload, "payload_too_large");

describe("what is written down of a request", () => {
  it("that is taken: all of it", async () => {
    expect(await play(() => undefined, "a", "b")).toEqual({ taken: 2, left: [] });
  });

  it("of which the sink rejects items: the rest was taken, nothing is left", async () => {
    const partial = new CollectorError("PARTIAL", "", { kind: "gap", rejected: [{ items: 1, reason: "other" }] });
    expect(await play(() => partial, "a", "b", "c")).toEqual({ taken: 2, left: [] });
    const whole = new CollectorError("GAP", "", { kind: "gap" });
    expect(await play(() => whole, "a", "b")).toEqual({ taken: 0, left: [] });
  });

  it("that failed: all of it is left", async () => {
    expect(await play(() => failure("DOWN", "retryable"), "a", "b")).toEqual({ taken: 0, left: ["a", "b"] });
    expect(await play(() => new TypeError("bug"), "a")).toEqual({ taken: 0, left: ["a"] });
  });

  it("whose items were searched: those to blame are not left, where their siblings were taken", async () => {
    const search = (request: SendRequest): unknown => (bodiesOf(request).includes("b") ? refused : undefined);
    expect(await play(search, "a", "b", "c")).toEqual({ taken: 2, left: [] });
  });

  it("that is to blame itself: all of it is left, in order", async () => {
    expect(await play(() => refused, "a", "b", "c")).toEqual({ taken: 0, left: ["a", "b", "c"] });
  });

  it("of a search that met an outage: what was not asked for is left, what is to blame is not", async () => {
    const answer = (request: SendRequest): unknown => {
      const [first, ...more] = bodiesOf(request);
      if (more.length > 0 || first === "b") return refused;
      return first === "c" ? failure("DOWN", "retryable") : undefined;
    };
    expect(await play(answer, "a", "b", "c", "d")).toEqual({ taken: 1, left: ["c", "d"] });
  });

  it("adds up: taken, left and refused for good are the whole, and what is left is in order", async () => {
    const limits = fc.integer({ min: 1, max: 9 });
    const moods = fc.array(fc.constantFrom("take", "take", "gap", "down", "refuse"), { minLength: 9, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(limits, moods, async (limit, mood) => {
        const gone: string[] = [];
        const taken: string[] = [];
        const bodies = mood.map((_, n) => String(n));
        const outcome = await play(
          (request) => {
            const asked = bodiesOf(request);
            if (asked.length > limit) return tooLarge(request);
            const moodOf = mood[Number(asked[0])]!;
            if (moodOf === "down") return failure("DOWN", "retryable");
            if (moodOf === "refuse") return refused;
            (moodOf === "take" ? taken : gone).push(...asked);
            return moodOf === "take" ? undefined : rejection("OLD", request.payload, "too_old");
          },
          ...bodies,
        );
        expect(outcome.taken).toBe(taken.length);
        expect(outcome.left).toEqual(outcome.left.toSorted());
        for (const body of outcome.left) expect([...taken, ...gone]).not.toContain(body);
        const given = bodies.filter((body) => ![...taken, ...gone, ...outcome.left].includes(body));
        // Those to blame alone: refused one by one while a sibling was taken.
        for (const body of given) expect(mood[Number(body)]).toBe("refuse");
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
