import { VirtualRuntime, World } from "@genai-collector/testkit";
import { expect, it } from "vitest";
import { statusOf } from "../test/scene.ts";
import { ComponentBoard } from "./component-board.ts";
import { HealthTree } from "./health.ts";
import { Watches } from "./watches.ts";

const counted = { include_permanent_errors: true, include_recoverable_errors: true, recovery_duration: 0 };
const never = new AbortController().signal;
const [serving, notServing] = [1, 2];

function open(limit = 1) {
  const runtime = new VirtualRuntime(new World());
  const board = new ComponentBoard(runtime.clock);
  const watches = new Watches(board, new HealthTree(board, counted, runtime.clock), runtime.timers, limit);
  const tell = (state: "ok" | "recoverable_error"): void =>
    board.componentStatus(statusOf("otlp", "receiver", ["traces"], state));
  tell("ok");
  board.ready();
  return { board, watches, tell };
}

/** The status in the next message; undefined at the end. */
async function next(messages: AsyncIterator<Uint8Array>): Promise<number | undefined> {
  const { done, value } = await messages.next();
  return done === true ? undefined : value.at(-1);
}

it("a client that leaves before its answer was begun makes room", () => {
  const { watches } = open();
  const leaving = new AbortController();
  expect(watches.open("traces", leaving.signal)).toBeDefined();
  expect(watches.open("traces", never)).toBeUndefined();
  leaving.abort();
  expect(watches.open("traces", AbortSignal.abort())).toBeDefined();
  expect(watches.open("traces", never)).toBeDefined();
  expect(watches.open("traces", never)).toBeUndefined();
});

it("who has left is told nothing more", async () => {
  const { watches } = open();
  const left = watches.open("traces", AbortSignal.abort())!;
  expect(await next(left[Symbol.asyncIterator]())).toBeUndefined();
});

it("who reads slowly gets the newest, and once only", async () => {
  const { watches, tell } = open();
  const messages = watches.open("traces", never)![Symbol.asyncIterator]();
  expect(await next(messages)).toBe(serving);
  for (let i = 0; i < 1_000; i++) tell(i % 2 === 0 ? "recoverable_error" : "ok");
  tell("recoverable_error");
  expect(await next(messages)).toBe(notServing);
  let isTold = false;
  const waiting = next(messages).finally(() => (isTold = true));
  await Promise.resolve();
  expect(isTold).toBe(false);
  tell("ok");
  expect(await waiting).toBe(serving);
});

it("who stops reading makes room", async () => {
  const { watches } = open();
  const messages = watches.open("traces", never)![Symbol.asyncIterator]();
  await next(messages);
  await messages.return?.();
  expect(watches.open("traces", never)).toBeDefined();
});

it("the end comes behind the last status, also for who comes then", async () => {
  const { board, watches } = open(2);
  const messages = watches.open("traces", never)![Symbol.asyncIterator]();
  expect(await next(messages)).toBe(serving);
  board.notReady();
  watches.close();
  watches.close();
  expect([await next(messages), await next(messages)]).toEqual([notServing, undefined]);
  const late = watches.open("traces", never)![Symbol.asyncIterator]();
  expect([await next(late), await next(late)]).toEqual([notServing, undefined]);
});
