import { watch } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "./child.ts";
import type { Gateway } from "./gateway.ts";
import type { OtlpSink } from "./otlp-sink.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What a process is doing when it is to die. */
export const crashKinds = ["starting", "polling", "exporting", "answered", "saving"] as const;

export type CrashKind = (typeof crashKinds)[number];

/** When a process is to die: some milliseconds after something happened for the n-th time. */
export interface CrashMoment {
  readonly kind: CrashKind;
  readonly nth: number;
  readonly plusMs: number;
}

/** A start takes about this long, to the end of its first poll. */
const startMs = 500;
/** What happens seldom: the poll behind the one that is waited for may be held by the vendor for some seconds. */
const patienceMs = 6_000;

/** So many moments, of every kind in turn, in an order that follows from the seed. */
export function drawMoments(random: SeededRandom, count: number): CrashMoment[] {
  const kinds = Array.from({ length: count }, (_, index) => crashKinds[index % crashKinds.length]!);
  return random.shuffled(kinds).map((kind) => ({
    kind,
    // A poll has six requests, and a process polls at once when it starts and two seconds later.
    nth: kind === "starting" ? 0 : kind === "polling" ? random.integer(1, 9) : random.integer(1, 2),
    plusMs: kind === "starting" ? random.integer(0, startMs) : random.integer(0, 12),
  }));
}

/** Where the things happen that moments wait for. */
export interface Places {
  readonly gateway: Gateway;
  readonly sink: OtlpSink;
  /** Of the checkpoint. */
  readonly folder: string;
}

/** Kills the process at its moment. Resolves to whether the moment came; if it did not, the process is killed all the same. */
export async function crashAt(moment: CrashMoment, child: Child, places: Places): Promise<boolean> {
  const happened = moment.kind === "starting" ? Promise.resolve(true) : nthTime(moment, places);
  return killOnce(happened, child, { patienceMs, plusMs: moment.plusMs });
}

/**
 * Kills a process so long after something happened, or when that takes too long. Resolves to whether it happened;
 * rejects when the process had ended by itself.
 */
export async function killOnce(
  happened: Promise<boolean>,
  child: Child,
  { patienceMs, plusMs }: { readonly patienceMs: number; readonly plusMs: number },
): Promise<boolean> {
  const came = await Promise.race([happened, sleep(patienceMs).then(() => false), child.ended.then(() => false)]);
  if (plusMs > 0) await sleep(plusMs);
  if (child.hasEnded) throw new Error(`the collector ended by itself; it said:\n${child.stderr}`);
  await child.end("SIGKILL");
  return came;
}

function nthTime({ kind, nth }: CrashMoment, { gateway, sink, folder }: Places): Promise<boolean> {
  return new Promise((resolve) => {
    let left = nth;
    const happened = (): void => {
      left--;
      if (left === 0) resolve(true);
    };
    gateway.onAsked = kind === "polling" ? happened : () => undefined;
    sink.onMoment = (moment) => {
      if ((kind === "exporting" && moment === "asked") || (kind === "answered" && moment === "answered")) happened();
    };
    if (kind !== "saving") return;
    // The draft of the checkpoint appears, is written, brought to the disk and put in the old one's place.
    const watcher = watch(folder, (_, name) => {
      if (name?.endsWith(".tmp") === true) happened();
      if (left <= 0) watcher.close();
    });
    watcher.unref();
  });
}
