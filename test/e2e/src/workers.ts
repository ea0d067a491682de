import { readFileSync } from "node:fs";
import { settingsOf, startCollector, type Collector } from "./collector.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-ports.ts";
import { OtlpSink } from "./otlp-sink.ts";
import { Stage } from "./stage.ts";
import { testdata } from "./workspace.ts";

/** A collector of several workers. */
export interface WorkersStage {
  readonly stage: Stage;
  readonly sink: OtlpSink;
  readonly collector: Collector;
  readonly settings: Readonly<Record<string, string>>;
  /** Shared ports. */
  readonly http: string;
  readonly grpc: string;
}

/** Where a collector of several workers finds everything. */
export async function workerSettings(stage: Stage, sink: OtlpSink): Promise<Record<string, string>> {
  const [grpc, zpages] = await Promise.all([freePort(), freePort()]);
  const settings = await settingsOf(stage, { sink: sink.endpoint });
  return { ...settings, E2E_GRPC: `127.0.0.1:${grpc}`, E2E_ZPAGES: `127.0.0.1:${zpages}` };
}

/** Starts `testdata/workers.yaml` and waits until everything is ready. */
export async function startWorkers(env: NodeJS.ProcessEnv = {}): Promise<WorkersStage> {
  const stage = await Stage.open();
  const sink = await OtlpSink.open(stage);
  const settings = await workerSettings(stage, sink);
  const collector = startCollector(stage, [testdata("workers.yaml")], { ...settings, ...env });
  endWithTheTest(stage, collector);
  await collector.ready();
  return { stage, sink, collector, settings, http: settings["E2E_OTLP"]!, grpc: settings["E2E_GRPC"]! };
}

/** Workers end by themselves when the supervisor is gone; a test that fails must not wait for that. */
export function endWithTheTest(stage: Stage, collector: Collector): void {
  stage.defer(async () => {
    for (const pid of linesOf(collector).flatMap((line) => line.pid ?? [])) tryKill(pid);
  });
}

/** One line of a log in JSON. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly worker?: number;
  readonly pid?: number;
  readonly [field: string]: unknown;
}

/** What a collector has logged. */
export function linesOf({ child }: Collector): readonly LogLine[] {
  return child.stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as LogLine);
}

/** The process of each life of a worker, oldest first. */
export function pidsOf(collector: Collector, worker: number): readonly number[] {
  return linesOf(collector)
    .filter((line) => line.msg === "Worker is ready" && line.worker === worker)
    .map((line) => line.pid!);
}

/** Ends a worker's process at once; resolves when another one is ready in its place. */
export async function replace(collector: Collector, worker: number): Promise<void> {
  const before = pidsOf(collector, worker);
  process.kill(before.at(-1)!, "SIGKILL");
  await eventually(`worker ${worker} to be replaced`, () => pidsOf(collector, worker).length > before.length);
}

/** Whether a process lives; one that has ended and was not yet waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}
