import { watch } from "node:fs";
import type { Child } from "./child.ts";
import { killOnce } from "./crash-moments.ts";
import type { OtlpSink } from "./otlp-sink.ts";
import type { PushLoop } from "./push-loop.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What a process with a queue on disk is doing when it is to die. `rolling`: it begins or frees a file. */
export const queueCrashKinds = ["starting", "storing", "rolling", "accepting", "sending", "answered"] as const;

export type QueueCrashKind = (typeof queueCrashKinds)[number];

/** When a process is to die: some milliseconds after something happened for the n-th time. */
export interface QueueCrashMoment {
  readonly kind: QueueCrashKind;
  readonly nth: number;
  readonly plusMs: number;
}

/** A start takes about this long, until what the last process left is on its way. */
const startMs = 900;
/** An outage of the sink lets some things wait. */
const patienceMs = 4_000;

/** So many moments, of every kind in turn, in an order that follows from the seed. */
export function drawQueueMoments(random: SeededRandom, count: number): QueueCrashMoment[] {
  const kinds = Array.from({ length: count }, (_, index) => queueCrashKinds[index % queueCrashKinds.length]!);
  const most = { starting: 0, storing: 60, rolling: 2, accepting: 60, sending: 6, answered: 6 };
  return random.shuffled(kinds).map((kind) => ({
    kind,
    nth: kind === "starting" ? 0 : random.integer(1, most[kind]),
    plusMs: kind === "starting" ? random.integer(0, startMs) : random.integer(0, 12),
  }));
}

/** Where the things happen that moments wait for. */
export interface QueuePlaces {
  readonly sink: OtlpSink;
  readonly loops: readonly PushLoop[];
  /** Folders of the logs on disk. */
  readonly logs: readonly string[];
}

/** Kills the process at its moment. Resolves to whether the moment came; if it did not, the process is killed all the same. */
export async function crashQueueAt(moment: QueueCrashMoment, child: Child, places: QueuePlaces): Promise<boolean> {
  const { happened, close } = nthTime(moment, places);
  try {
    return await killOnce(happened, child, { patienceMs, plusMs: moment.plusMs });
  } finally {
    close();
  }
}

function nthTime(
  { kind, nth }: QueueCrashMoment,
  { sink, loops, logs }: QueuePlaces,
): { readonly happened: Promise<boolean>; close(): void } {
  if (kind === "starting") return { happened: Promise.resolve(true), close: () => undefined };
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let left = nth;
  const count = (): void => {
    left--;
    if (left === 0) resolve(true);
  };
  sink.onMoment = (what) => {
    if ((kind === "sending" && what === "asked") || (kind === "answered" && what === "answered")) count();
  };
  for (const loop of loops) loop.onTaken = kind === "accepting" ? count : () => undefined;
  const wanted = kind === "storing" ? "change" : "rename";
  const watchers =
    kind === "storing" || kind === "rolling"
      ? logs.map((log) => watch(log, (event, name) => event === wanted && name?.endsWith(".seg") && count()))
      : [];
  return { happened: promise, close: () => watchers.forEach((watcher) => watcher.close()) };
}
