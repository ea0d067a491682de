import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregate, permanentFirst, recoverableFirst, type Condition, type HealthState } from "./aggregate.ts";

const group = (...states: readonly HealthState[]): Condition[] =>
  states.map((state, i) => ({ state, at: i, since: i, error: state.endsWith("_error") ? `error ${i}` : undefined }));

describe("a group", () => {
  it.each<[HealthState[], HealthState]>([
    [["ok"], "ok"],
    [["ok", "ok"], "ok"],
    [["ok", "recoverable_error"], "recoverable_error"],
    [["recoverable_error", "permanent_error", "ok"], "permanent_error"],
    [["permanent_error", "fatal_error", "recoverable_error"], "fatal_error"],
    [["ok", "starting"], "starting"],
    [["ok", "stopping"], "stopping"],
    [["starting", "recoverable_error"], "recoverable_error"],
    [["stopped", "permanent_error"], "permanent_error"],
    [["stopped", "stopped"], "stopped"],
    [["stopped", "ok"], "stopping"],
    [["stopped", "stopping"], "stopping"],
    [["none", "ok"], "none"],
  ])("of %j is %s", (states, state) => {
    expect(aggregate(group(...states), permanentFirst)).toMatchObject({ state });
    expect(aggregate(group(...states).toReversed(), permanentFirst)).toMatchObject({ state });
  });

  it("recoverable outranks permanent when only recoverable is included; fatal outranks both", () => {
    expect(aggregate(group("permanent_error", "recoverable_error"), recoverableFirst)).toMatchObject({
      state: "recoverable_error",
    });
    expect(aggregate(group("recoverable_error", "fatal_error"), recoverableFirst)).toMatchObject({
      state: "fatal_error",
    });
  });

  it("has the error that came first, and its time; all else came with the last", () => {
    const errors = group("ok", "recoverable_error", "recoverable_error");
    for (const members of [errors, errors.toReversed()])
      expect(aggregate(members, permanentFirst)).toEqual({
        state: "recoverable_error",
        error: "error 1",
        at: 1,
        since: 1,
      });
    const well = group("ok", "ok", "ok");
    for (const members of [well, well.toReversed()])
      expect(aggregate(members, permanentFirst)).toMatchObject({ at: 2, since: 2 });
  });

  it("of nobody has no condition", () => {
    expect(aggregate([], permanentFirst)).toBeUndefined();
  });

  it("of groups is as the group of all their members, but for stopping", () => {
    const states = fc.array(fc.constantFrom(...permanentFirst.filter((each) => each !== "stopped")), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(states, { minLength: 1, maxLength: 5 }), (groups) => {
        const all = group(...groups.flat());
        let at = 0;
        const sums = groups.map((each) => aggregate(all.slice(at, (at += each.length)), permanentFirst)!);
        expect(aggregate(sums, permanentFirst)).toEqual(aggregate(all, permanentFirst));
      }),
    );
  });
});
