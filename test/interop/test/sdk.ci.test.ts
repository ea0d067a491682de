import { metricsPage, sampleOf } from "@genai-collector/test-e2e/metrics-page";
import type { OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import { Stage } from "@genai-collector/test-e2e/stage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellName, cellsOf, type Cell } from "../src/cell.ts";
import { peer } from "@genai-collector/test-e2e/peer";
import { complaintsOf } from "../src/program.ts";
import { signals, startReceiving, type Receiving } from "../src/receiving.ts";
import { runSdkClient, type Claims } from "../src/sdk-client.ts";

/** Each SDK, and the cells that it can do. */
const sdks = [
  {
    sdk: "JavaScript",
    file: "javascript-client.ts",
    command: async () => process.execPath,
    cells: [
      ...cellsOf(["grpc", "http/protobuf", "http/json"], ["none", "gzip"]),
      ...cellsOf(["grpc", "http/protobuf", "http/json"], ["gzip"], ["tls", "mtls"]),
    ],
  },
  {
    sdk: "Python",
    file: "python_client.py",
    command: () => peer("python"),
    cells: [
      ...cellsOf(["grpc", "http/protobuf"], ["none", "gzip"]),
      ...cellsOf(["http/protobuf"], ["deflate"]),
      ...cellsOf(["grpc", "http/protobuf"], ["gzip"], ["tls", "mtls"]),
    ],
  },
];

const countersOf: Readonly<Record<OtlpSignal, string>> = {
  traces: "spans",
  metrics: "metric_points",
  logs: "log_records",
};

/** Two at a time, as there are cores; resolves in the order of the cells. */
async function forEachCell<T>(cells: readonly Cell[], run: (cell: Cell) => Promise<T>): Promise<Map<Cell, T>> {
  const results = new Map<Cell, T>();
  const left = [...cells];
  const work = async (): Promise<void> => {
    for (let cell = left.shift(); cell !== undefined; cell = left.shift()) results.set(cell, await run(cell));
  };
  await Promise.all([work(), work()]);
  return results;
}

describe.each(sdks)("an application with the unmodified $sdk SDK", ({ file, command, cells }) => {
  let stage: Stage;
  let ours: Receiving;
  let otelcol: Receiving;
  let sent: ReadonlyMap<Cell, Claims>;
  let sentToOtelcol: Claims;
  const reference = cells[0]!;

  beforeAll(async () => {
    stage = await Stage.openUntilClosed();
    const client = { command: await command(), file };
    ours = await startReceiving(stage, "ours", cells);
    otelcol = await startReceiving(stage, "otelcol", [reference]);
    sent = await forEachCell(cells, (cell) => runSdkClient(stage, client, cell, ours.endpoint(cell)));
    sentToOtelcol = await runSdkClient(stage, client, reference, otelcol.endpoint(reference));
  });
  afterAll(() => stage.close());

  describe.each(cells.map((cell) => [cellName(cell), cell] as const))("%s", (_, cell) => {
    it.each(signals)("%s arrive equal, and are counted", async (signal) => {
      const claimed = sent.get(cell)![signal];
      expect(claimed.length).toBeGreaterThan(9);
      expect(await ours.items(cell, signal, claimed.length)).toEqual(claimed);
      const page = await metricsPage(String(ours.metricsPort));
      const labels = {
        receiver: `otlp/${cellName(cell)}`,
        transport: cell.protocol === "grpc" ? "grpc" : "http",
      };
      expect(sampleOf(page, `otelcol_receiver_accepted_${countersOf[signal]}`, labels)).toBe(claimed.length);
    });
  });

  it.each(signals)("a real otelcol sees the same %s in what the application says that it sent", async (signal) => {
    const claimed = sentToOtelcol[signal];
    expect(await otelcol.items(reference, signal, claimed.length)).toEqual(claimed);
  });

  it.each(cells.filter((cell) => cell.compression !== "none").map((cell) => [cellName(cell), cell] as const))(
    "%s is compressed on the wire",
    (_, cell) => {
      const plain = ours.bytes({ ...cell, compression: "none", security: "plain" });
      expect(ours.bytes(cell)).toBeLessThan(plain / 3);
    },
  );

  it("is taken without a complaint", () => {
    expect(complaintsOf(ours.child)).toEqual([]);
  });
});
