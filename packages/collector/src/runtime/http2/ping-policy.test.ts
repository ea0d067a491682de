import { expect, it } from "vitest";
import { PingPolicy } from "./ping-policy.ts";

const [minute, hour] = [60_000, 3_600_000];

/** What becomes of pings at these times. */
function pingsAt(policy: PingPolicy, times: readonly number[], hasStreams: boolean): boolean[] {
  return times.map((time) => policy.isTolerable(time, hasStreams));
}

it.each([
  ["as often as allowed", [0, 5, 10, 15, 20].map((at) => at * minute), true, [true, true, true, true, true]],
  ["too soon, twice", [0, 1, 2].map((at) => at * minute), true, [true, true, true]],
  ["too soon, three times", [0, 1, 2, 3].map((at) => at * minute), true, [true, true, true, false]],
  [
    "without a stream, though not too soon with one",
    [0, 5, 10, 15].map((at) => at * minute),
    false,
    [true, true, true, false],
  ],
  ["without a stream, every two hours", [0, 2, 4, 6].map((at) => at * hour), false, [true, true, true, true]],
])("takes pings that come %s: %j", (_how, times, hasStreams, expected) => {
  expect(pingsAt(new PingPolicy(5 * minute, false), times, hasStreams)).toEqual(expected);
});

it("lets pings without a stream come as often as others where that is allowed", () => {
  const times = [0, 5, 10, 15].map((at) => at * minute);
  expect(pingsAt(new PingPolicy(5 * minute, true), times, false)).toEqual([true, true, true, true]);
});

it("forgets what came too soon once something was sent", () => {
  const policy = new PingPolicy(5 * minute, false);
  pingsAt(policy, [0, 1, 2], true);
  policy.forgive();
  expect(pingsAt(policy, [3, 4, 5, 6], true)).toEqual([true, true, true, false]);
});
