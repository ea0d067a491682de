import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { awaitStopSignal, ignoreStopSignals } from "./stop-signal.ts";

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

it.each(["SIGINT", "SIGTERM"])("resolves with the first %s, and leaves the second to the system", async (name) => {
  const source = new EventEmitter();
  const { stopped } = awaitStopSignal(source, quiet);
  source.emit(name, name);
  expect(await stopped).toBe(name);
  expect(source.eventNames()).toEqual([]);
});

it("forgets: who ended otherwise is stopped by no signal", async () => {
  const source = new EventEmitter();
  const { forget } = awaitStopSignal(source, quiet);
  forget();
  expect(source.eventNames()).toEqual([]);
});

it.each([
  ["SIGINT", "SIGTERM"],
  ["SIGTERM", "SIGTERM"],
])(
  "tells the second (%s, then %s) to who wants to know, who then finds the system's default action",
  (first, second) => {
    const source = new EventEmitter();
    const told: string[] = [];
    awaitStopSignal(source, quiet, (signal) => told.push(signal, ...source.eventNames().map(String)));
    source.emit(first, first);
    expect(told).toEqual([]);
    source.emit(second, second);
    expect(told).toEqual([second]);
  },
);

it("forgets also between the first and the second", () => {
  const source = new EventEmitter();
  const { forget } = awaitStopSignal(source, quiet, () => expect.unreachable());
  source.emit("SIGINT", "SIGINT");
  forget();
  expect(source.eventNames()).toEqual([]);
});

it("lets signals pass by until they are heeded again", () => {
  const source = new EventEmitter();
  const heed = ignoreStopSignals(source);
  expect(new Set(source.eventNames())).toEqual(new Set(["SIGINT", "SIGTERM"]));
  heed();
  expect(source.eventNames()).toEqual([]);
});
