import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import type { Child } from "@genai-collector/test-e2e/child";
import { eventually } from "@genai-collector/test-e2e/eventually";
import { freePorts } from "@genai-collector/test-e2e/free-ports";
import { fromJson, type OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { openByteTap, type ByteTap } from "./byte-tap.ts";
import { cellName, type Cell } from "./cell.ts";
import { serverTls } from "./certificates.ts";
import { itemsOf, type Item } from "./items.ts";
import { metricsReader, startWith, type ProgramName } from "./program.ts";

export const signals: readonly OtlpSignal[] = ["traces", "metrics", "logs"];

/** A collector with a receiver and a file of its own for every cell, so that nothing can come another way. */
export interface Receiving {
  readonly child: Child;
  /** Of the collector's own metrics. */
  readonly metricsPort: number;
  /** `127.0.0.1:PORT`, where a cell's data is sent to. */
  endpoint(cell: Cell): string;
  /** What clients have sent there, in bytes, framing and TLS included. */
  bytes(cell: Cell): number;
  /**
   * What the collector has written of it. Who was answered may look before that: with `atLeast`, once it is so many
   * items, and what there is when that takes too long.
   */
  items(cell: Cell, signal: OtlpSignal, atLeast?: number): Promise<Item[]>;
}

/** Starts a program that receives, in a folder of the stage's. */
export async function startReceiving(stage: Stage, program: ProgramName, cells: readonly Cell[]): Promise<Receiving> {
  const folder = stage.path(`${program}-received`);
  await mkdir(folder);
  const [metricsPort, ...ports] = await freePorts(cells.length + 1);
  const taps = new Map<string, ByteTap>();
  for (const [index, cell] of cells.entries()) taps.set(cellName(cell), await openByteTap(stage, ports[index]!));
  const fileOf = (cell: Cell): string => `${folder}/${cellName(cell)}.jsonl`;
  const config = {
    receivers: Object.fromEntries(
      cells.map((cell, index) => [`otlp/${cellName(cell)}`, receiver(cell, ports[index]!)]),
    ),
    exporters: Object.fromEntries(
      cells.map((cell) => [`file/${cellName(cell)}`, { path: fileOf(cell), flush_interval: "50ms" }]),
    ),
    service: {
      telemetry: { metrics: { readers: [metricsReader(metricsPort!)] } },
      pipelines: Object.fromEntries(cells.flatMap(pipelines)),
    },
  };
  const child = await startWith(stage, program, `${program}-receiving.yaml`, config);
  return {
    child,
    metricsPort: metricsPort!,
    endpoint: (cell) => `127.0.0.1:${taps.get(cellName(cell))!.port}`,
    bytes: (cell) => taps.get(cellName(cell))!.bytes(),
    items: async (cell, signal, atLeast = 0) => {
      const read = async (): Promise<Item[]> => itemsOf(signal, await requestsIn(fileOf(cell), signal));
      await eventually(`${atLeast} items`, async () => (await read()).length >= atLeast).catch(() => undefined);
      return read();
    },
  };
}

function receiver({ protocol, security }: Cell, port: number): object {
  const settings = { endpoint: `127.0.0.1:${port}`, ...serverTls(security) };
  return { protocols: { [protocol === "grpc" ? "grpc" : "http"]: settings } };
}

function pipelines(cell: Cell): [string, object][] {
  const name = cellName(cell);
  const pipeline = { receivers: [`otlp/${name}`], exporters: [`file/${name}`] };
  return signals.map((signal) => [`${signal}/${name}`, pipeline]);
}

/** Requests of a signal in a file of OTLP/JSON, a request a line. */
export async function requestsIn(file: string, signal: OtlpSignal): Promise<object[]> {
  if (!existsSync(file)) return [];
  const key = { traces: '{"resourceSpans"', metrics: '{"resourceMetrics"', logs: '{"resourceLogs"' }[signal];
  const text = await readFile(file, "utf8");
  // What stands behind the last line's end is still being written.
  const lines = text.split("\n").slice(0, -1);
  return lines.filter((line) => line.startsWith(key)).map((line) => fromJson(signal, Buffer.from(line)));
}
