import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { awaitStopSignal } from "./stop-signal.ts";

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
