import type { ComponentStatus } from "@genai-collector/component";
import type { LedgerReading, MetricReading, Service } from "@genai-collector/service";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { counted, ledgerOf } from "../../test/fake-workers.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { WorkerLink } from "./worker-link.ts";

const sink = { id: "sink", kind: "exporter", pipeline: undefined, pipelines: [], error: undefined, at: 1 } as const;
const beat = { kind: "receiver", id: "otlp", part: "grpc", withinMs: 1_000 } as const;
const ok: ComponentStatus = { ...sink, state: "ok" };

/** A worker's end of a channel, and a service that writes down what it is told. */
function link(index: number) {
  const world = new World();
  const said: FromWorker[] = [];
  let hear: (message: ToWorker) => void = () => undefined;
  let lose: () => void = () => undefined;
  const channel = {
    send: (message: FromWorker) => void said.push(message),
    onMessage: (given: typeof hear) => void (hear = given),
    onLost: (given: typeof lose) => void (lose = given),
    close: () => {
      said.push({ kind: "last" });
      lose(); // as the process's own channel does
    },
  };
  const runtime = new VirtualRuntime(world);
  const identity = { index, count: 2, instanceId: "one", startedAt: 5 };
  const made = new WorkerLink(identity, channel, runtime.timers);
  let value = 0;
  const calls: unknown[] = [];
  const service = {
    get counted() {
      return value;
    },
    readings: (): readonly MetricReading[] => counted(value),
    ledgerReading: (): LedgerReading => ledgerOf(value),
    otherStatus: (...given: unknown[]) => void calls.push(["status", ...given]),
    otherBeat: (...given: unknown[]) => void calls.push(["beat", ...given]),
    otherEnded: (...given: unknown[]) => void calls.push(["ended", ...given]),
  } as unknown as Service;
  const events: string[] = [];
  void made.stopped.then((why) => events.push(`stop: ${why}`));
  void made.lost.then(() => events.push("lost"));
  return {
    world,
    runtime,
    made,
    said,
    service,
    calls,
    events,
    identity,
    hear: (message: ToWorker) => hear(message),
    lose: () => lose(),
    count: (given: number) => void (value = given),
  };
}

it("says that it listens before anything else", () => {
  expect(link(1).said).toEqual([{ kind: "here" }]);
});

it("begins with what the supervisor has read", async () => {
  const { made, hear } = link(1);
  const files = new Map([["a.yaml", new Uint8Array([1])]]);
  hear({ kind: "begin", files });
  expect(await made.begun).toBe(files);
});

it("says that it is ready, and tells its metrics from then on, ten times a second, as long as it counts", async () => {
  const { world, made, said, service, count } = link(1);
  await world.advance(5_000);
  expect(said.splice(0)).toEqual([{ kind: "here" }]);
  made.ready(service);
  expect(said.splice(0)).toEqual([{ kind: "ready" }, { kind: "readings", readings: counted(0), ledger: ledgerOf(0) }]);
  count(7);
  await world.advance(200);
  expect(said).toEqual([{ kind: "readings", readings: counted(7), ledger: ledgerOf(7) }]);
  for (const value of [8, 9]) {
    count(value);
    await world.advance(100);
  }
  expect(said.slice(1)).toEqual(
    [8, 9].map((value) => ({ kind: "readings", readings: counted(value), ledger: ledgerOf(value) })),
  );
});

it("answers with what it has counted by then", () => {
  const { made, said, service, hear, count } = link(1);
  made.ready(service);
  count(9);
  hear({ kind: "read", question: 3 });
  expect(said.at(-1)).toEqual({ kind: "readings", readings: counted(9), ledger: ledgerOf(9), answers: 3 });
});

it("tells why it could not start", () => {
  const { made, said } = link(1);
  made.failed("the port is taken");
  made.close();
  expect(said).toEqual([{ kind: "here" }, { kind: "failed", message: "the port is taken" }, { kind: "last" }]);
});

describe("stop", () => {
  it("comes from the supervisor", async () => {
    const { made, hear, events } = link(1);
    hear({ kind: "stop" });
    await made.stopped;
    expect(events).toEqual(["stop: the supervisor stops"]);
  });

  it("comes also when the supervisor is gone", async () => {
    const { world, lose, events } = link(1);
    lose();
    await world.advance(0);
    expect(events.toSorted()).toEqual(["lost", "stop: the supervisor is gone"]);
  });

  it("ends with what was counted to the end, and leaves nothing running", async () => {
    const { world, runtime, made, said, service, events, count } = link(1);
    made.ready(service);
    count(11);
    said.splice(0);
    made.close();
    expect(said.splice(0)).toEqual([
      { kind: "readings", readings: counted(11), ledger: ledgerOf(11) },
      { kind: "last" },
    ]);
    await world.advance(5_000);
    expect([said, events, runtime.leaks()]).toEqual([[], [], []]);
  });
});

describe("the first worker", () => {
  it("knows its place, tells no states, and passes on what it hears of the others", () => {
    const { made, service, hear, calls, identity } = link(0);
    expect(made.place).toMatchObject({ ...identity, tellStatus: undefined, tellBeat: undefined });
    made.ready(service);
    hear({ kind: "status", worker: 1, status: ok });
    hear({ kind: "beat", worker: 1, beat });
    hear({ kind: "ended", worker: 1 });
    expect(calls).toEqual([
      ["status", 1, ok],
      ["beat", 1, beat],
      ["ended", 1],
    ]);
  });

  it("asks for the metrics of the others, each question for itself", async () => {
    const { world, made, said, hear } = link(0);
    const [one, two] = [made.place.readOthers!(), made.place.readOthers!()];
    const questions = said.flatMap((message) => (message.kind === "read others" ? [message.question] : []));
    hear({ kind: "others", answers: questions[1]!, readings: [counted(2)], ledgers: [ledgerOf(2)] });
    hear({ kind: "others", answers: 99, readings: [counted(3)], ledgers: [ledgerOf(3)] });
    hear({ kind: "others", answers: questions[0]!, readings: [counted(1)], ledgers: [ledgerOf(1)] });
    expect(await world.until(Promise.all([one, two]))).toEqual([[counted(1)], [counted(2)]]);
  });

  it("asks for the ledgers of the others in the same way", async () => {
    const { world, made, said, hear } = link(0);
    const asked = made.place.readOtherLedgers!();
    const [question] = said.flatMap((message) => (message.kind === "read others" ? [message.question] : []));
    hear({ kind: "others", answers: question!, readings: [], ledgers: [ledgerOf(4)] });
    expect(await world.until(asked)).toEqual([ledgerOf(4)]);
  });

  it("does without them when no answer comes in three seconds", async () => {
    const { world, runtime, made } = link(0);
    const asked = made.place.readOthers!();
    const from = world.now;
    expect(await world.until(asked)).toEqual([]);
    expect([world.now - from, runtime.leaks()]).toEqual([3_000, []]);
  });
});

it("another worker tells the states of its components and their signs of life, and asks nobody", () => {
  const { made, said } = link(1);
  made.place.tellBeat!(beat);
  expect(said.at(-1)).toEqual({ kind: "beat", beat });
  made.place.tellStatus!(ok);
  expect(said.at(-1)).toEqual({ kind: "status", status: ok });
  expect(made.place.readOthers).toBeUndefined();
});
