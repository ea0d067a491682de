import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatState, jobPhases, notTold, tryParseState, type ExportState } from "./export-state.ts";

const window = { from: 1_000_000, to: 5_000_000 };
const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const job = fc.record({
  id: fc.string({ minLength: 1, maxLength: 128 }),
  page: fc.integer({ min: 3, max: 90 }),
  phase: fc.constantFrom(...jobPhases),
  startedAt: whole,
});
const states: fc.Arbitrary<ExportState> = fc.record({
  settings: fc.string({ maxLength: 8 }),
  from: fc.integer({ min: window.from, max: 3_000_000 }),
  to: fc.integer({ min: 3_000_001, max: window.to }),
  partMs: fc.integer({ min: 1, max: 10 ** 9 }),
  total: fc.integer({ min: notTold, max: 10 ** 9 }),
  page: fc.constant(3),
  jobs: fc.array(job, { maxLength: 17 }),
  position: fc.record({
    records: whole,
    digest: whole,
    unreadable: whole,
    lastTime: whole,
    offset: whole,
    tag: fc.string({ maxLength: 100 }),
    size: whole,
  }),
  givenUp: whole,
  troubles: whole,
  notBefore: whole,
});
const sample = fc.sample(states, { numRuns: 1, seed: 1 })[0]!;

/** The sample's text with a change. */
function changed(change: (state: Record<string, unknown>) => void): string {
  const state = JSON.parse(formatState(sample)) as Record<string, unknown>;
  change(state);
  return JSON.stringify(state);
}

describe("a state", () => {
  it("81: round-trips in every phase, with the same text", () => {
    fc.assert(
      fc.property(states, (state) => {
        const read = tryParseState(formatState(state), window);
        expect(read).toEqual(state);
        expect(formatState(read!)).toBe(formatState(state));
      }),
    );
  });

  it.each(["", "{bad", '{"page":1}', "null", "42", "[]", '"text"', "{}"])("81: %j is none of ours", (text) => {
    expect(tryParseState(text, window)).toBeUndefined();
  });

  it.each([
    ["another version", changed((state) => void (state["v"] = 2))],
    [
      "an unknown phase",
      changed((state) => void (state["jobs"] = [{ id: "a", page: 3, phase: "idle", startedAt: 0 }])),
    ],
    [
      "a job without an id",
      changed((state) => void (state["jobs"] = [{ id: "", page: 3, phase: "ready", startedAt: 0 }])),
    ],
    [
      "a job of a page that was read",
      changed((state) => void (state["jobs"] = [{ id: "a", page: 2, phase: "ready", startedAt: 0 }])),
    ],
    ["jobs that are no list", changed((state) => void (state["jobs"] = {}))],
    [
      "too many jobs",
      changed(
        (state) =>
          void (state["jobs"] = Array.from({ length: 33 }, () => ({ id: "a", page: 3, phase: "ready", startedAt: 0 }))),
      ),
    ],
    ["a part before the window", changed((state) => void (state["from"] = window.from - 1))],
    ["a part behind the window", changed((state) => void (state["to"] = window.to + 1))],
    ["an empty part", changed((state) => void (state["to"] = state["from"]))],
    ["a page that is no number", changed((state) => void (state["page"] = "3"))],
    ["a negative offset", changed((state) => void ((state["position"] as Record<string, unknown>)["offset"] = -1))],
    ["half a record", changed((state) => void ((state["position"] as Record<string, unknown>)["records"] = 0.5))],
    ["no position", changed((state) => void delete state["position"])],
    [
      "a tag of endless length",
      changed((state) => void ((state["position"] as Record<string, unknown>)["tag"] = "t".repeat(1_000))),
    ],
  ])("%s is none of ours", (_, text) => {
    expect(tryParseState(text, window)).toBeUndefined();
  });

  it("any text whatever is read or refused, without an error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        tryParseState(text, window);
      }),
    );
  });
});
