import { describe, expect, it } from "vitest";
import type { Status } from "@genai-collector/component";
import { ComponentStatus } from "./component-status.ts";
import { isAllowed, worst, type StatusState } from "./status-state.ts";

function watched(): { status: ComponentStatus; events: string[]; invalid: string[] } {
  const events: string[] = [];
  const invalid: string[] = [];
  let now = 0;
  const status = new ComponentStatus({
    changed: ({ state, part }) => events.push(part === undefined ? state : `${state} by ${part}`),
    invalid: (from, { state }) => invalid.push(`${from} to ${state}`),
    now: () => now++,
  });
  return { status, events, invalid };
}

const running = (): ReturnType<typeof watched> => {
  const all = watched();
  all.status.starting();
  all.status.started();
  all.events.length = 0;
  return all;
};

describe("ComponentStatus", () => {
  it("status sequence on good start and stop: starting, ok, stopping, stopped", () => {
    const { status, events } = watched();
    status.starting();
    status.started();
    status.stopping();
    status.stopped();
    expect(events).toEqual(["starting", "ok", "stopping", "stopped"]);
  });

  it("start error: starting, permanent_error; then a report of ok is ignored", () => {
    const { status, events, invalid } = watched();
    status.starting();
    status.failed(new Error("port taken"));
    status.report({ state: "ok" });
    expect(events).toEqual(["starting", "permanent_error"]);
    expect(invalid).toEqual(["permanent_error to ok"]);
    expect(status.error).toEqual(new Error("port taken"));
  });

  it("repeat ok: two events; repeat permanent: one", () => {
    const { status, events } = running();
    status.report({ state: "ok" });
    status.report({ state: "ok" });
    status.report({ state: "permanent_error" });
    status.report({ state: "permanent_error" });
    expect(events).toEqual(["ok", "ok", "permanent_error"]);
  });

  it("keeps what the component said while it started", () => {
    const { status, events } = watched();
    status.starting();
    status.report({ state: "recoverable_error" });
    status.started();
    expect(events).toEqual(["starting", "recoverable_error"]);
  });

  it("is as well as its worst part", () => {
    const { status, events } = running();
    status.report({ state: "recoverable_error", part: "logs" });
    status.report({ state: "permanent_error", part: "analytics" });
    status.report({ state: "ok", part: "logs" });
    status.report({ state: "ok", part: "analytics" });
    expect(events).toEqual([
      "recoverable_error by logs",
      "permanent_error by analytics",
      "permanent_error by logs",
      "ok by analytics",
    ]);
  });

  it("tells the error of the worst part, whichever reports", () => {
    const causes: unknown[] = [];
    const status = new ComponentStatus({
      changed: ({ cause }) => causes.push(cause),
      invalid: () => undefined,
      now: () => 0,
    });
    status.starting();
    status.report({ state: "permanent_error", part: "analytics", error: "401" });
    status.report({ state: "recoverable_error", part: "logs", error: "503" });
    status.report({ state: "ok", part: "analytics" });
    status.report({ state: "ok", part: "logs" });
    expect(causes).toEqual([undefined, "401", "401", "503", undefined]);
  });

  it("shows each part by itself, since when it is as it is; one that waits to begin makes nothing worse", () => {
    const { status, events } = watched();
    status.starting();
    status.report({ state: "starting", part: "logs" });
    status.started();
    expect([status.state, status.parts]).toEqual([
      "ok",
      [{ name: "logs", state: "starting", error: undefined, at: 0 }],
    ]);
    status.report({ state: "recoverable_error", part: "analytics", error: new Error("503") });
    status.report({ state: "ok", part: "logs" });
    status.report({ state: "ok", part: "logs" });
    const ill = { name: "analytics", state: "recoverable_error", error: "503", at: 1 };
    expect([status.state, status.parts]).toEqual([
      "recoverable_error",
      [ill, { name: "logs", state: "ok", error: undefined, at: 2 }],
    ]);
    status.report({ state: "starting", part: "analytics" });
    expect([status.state, status.parts[0]?.state]).toEqual(["ok", "starting"]);
    status.stopping();
    status.report({ state: "starting", part: "logs" });
    expect([status.state, status.parts]).toEqual(["stopping", []]);
    expect(events.at(-1)).toBe("stopping");
  });

  it("waits to begin in its parts alone: a component does not", () => {
    const { status, events, invalid } = running();
    status.report({ state: "starting" });
    expect([status.state, events, invalid]).toEqual(["ok", [], ["ok to starting"]]);
  });

  it("shutdown error: stopping, permanent_error", () => {
    const { status, events } = running();
    status.stopping();
    status.failed(new Error("x"));
    expect(events).toEqual(["stopping", "permanent_error"]);
  });

  it("says nothing of a stop without a start, and after fatal_error", () => {
    const never = watched();
    never.status.stopping();
    never.status.stopped();
    expect(never.events).toEqual([]);
    const fatal = running();
    fatal.status.report({ state: "fatal_error" });
    fatal.status.stopping();
    fatal.status.stopped();
    expect(fatal.events).toEqual(["fatal_error"]);
  });

  it("ignores reports before the start and after the stop", () => {
    const { status, events, invalid } = watched();
    status.report({ state: "ok" });
    status.starting();
    status.stopping();
    status.stopped();
    status.report({ state: "fatal_error", part: "late" });
    expect(events).toEqual(["starting", "stopping", "stopped"]);
    expect(invalid).toEqual(["none to ok", "stopped to fatal_error"]);
  });
});

/** otelcol's table, row by row. */
const table: Readonly<Record<StatusState, readonly StatusState[]>> = {
  none: ["starting"],
  starting: ["ok", "recoverable_error", "permanent_error", "fatal_error", "stopping"],
  ok: ["ok", "recoverable_error", "permanent_error", "fatal_error", "stopping"],
  recoverable_error: ["recoverable_error", "ok", "permanent_error", "fatal_error", "stopping"],
  permanent_error: ["stopping"],
  fatal_error: [],
  stopping: ["recoverable_error", "permanent_error", "fatal_error", "stopped"],
  stopped: [],
};

describe("isAllowed", () => {
  const states = Object.keys(table) as StatusState[];
  it.each(states.flatMap((from) => states.map((to) => [from, to, table[from].includes(to)] as const)))(
    "%s to %s: %s",
    (from, to, expected) => {
      expect(isAllowed(from, to)).toBe(expected);
    },
  );

  it("a running component reports only by the table", () => {
    const reported: Status["state"][] = ["ok", "recoverable_error", "permanent_error", "fatal_error"];
    for (const first of reported) {
      for (const second of reported) {
        const { status, events } = running();
        status.report({ state: first });
        status.report({ state: second });
        expect(events, `${first} then ${second}`).toHaveLength(table[first].includes(second) ? 2 : 1);
      }
    }
  });
});

describe("worst", () => {
  it.each([
    [[], "ok"],
    [["ok", "starting"], "starting"],
    [["permanent_error", "recoverable_error", "stopping"], "permanent_error"],
    [["fatal_error", "permanent_error"], "fatal_error"],
  ] as const)("of %j is %s", (states, expected) => {
    expect(worst(states)).toBe(expected);
  });
});
