import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { Latencies } from "./latencies.ts";

/** How long to send, and how fast. */
export interface Drive {
  readonly durationMs: number;
  /** Together; undefined: each connection sends as soon as it has its answer. */
  readonly requestsPerSecond?: number | undefined;
}

/** What became of the requests. */
export interface DriveResult {
  readonly accepted: number;
  readonly refused: number;
  /** From the first request to the last answer. */
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** After a refusal a client waits; one that asked again at once would measure refusals. */
const refusedPauseMs = 10;

/** Sends over all connections until the time is over; resolves when every request has its answer. */
export async function drive(connections: readonly Connection[], options: Drive): Promise<DriveResult> {
  const latencies = new Latencies();
  const counts = { accepted: 0, refused: 0 };
  const began = performance.now();
  await Promise.all(
    connections.map((connection, index) => {
      const pace = paceOf(index, connections.length, options.requestsPerSecond);
      return driveOne(connection, { latencies, counts, began, endsAt: began + options.durationMs, ...pace });
    }),
  );
  return {
    ...counts,
    elapsedMs: performance.now() - began,
    p50Ms: latencies.quantile(0.5),
    p99Ms: latencies.quantile(0.99),
  };
}

interface Lane {
  readonly latencies: Latencies;
  readonly counts: { accepted: number; refused: number };
  readonly began: number;
  readonly endsAt: number;
  /** Its first request, after the beginning, and the time from one to the next. */
  readonly offsetMs: number;
  readonly intervalMs: number;
}

function paceOf(index: number, connections: number, rate: number | undefined): Pick<Lane, "offsetMs" | "intervalMs"> {
  if (rate === undefined) return { offsetMs: 0, intervalMs: 0 };
  const intervalMs = (connections * 1_000) / rate;
  return { offsetMs: (index * intervalMs) / connections, intervalMs };
}

async function driveOne(connection: Connection, lane: Lane): Promise<void> {
  for (let sent = 0; ; sent++) {
    const dueIn = lane.began + lane.offsetMs + sent * lane.intervalMs - performance.now();
    if (lane.intervalMs > 0 && dueIn > 0) await sleep(dueIn);
    const begun = performance.now();
    if (begun >= lane.endsAt) return;
    const isAccepted = await new Promise<boolean>((resolve) => connection.send(resolve));
    lane.latencies.add(performance.now() - begun);
    if (isAccepted) {
      lane.counts.accepted += 1;
    } else {
      lane.counts.refused += 1;
      await sleep(refusedPauseMs);
    }
  }
}
