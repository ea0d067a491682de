import { fromProtobuf } from "@genai-collector/test-e2e/otlp-schema";
import { openRecorder } from "@genai-collector/test-e2e/recorder";
import { Stage } from "@genai-collector/test-e2e/stage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellName, cellsOf, type Cell } from "../src/cell.ts";
import { itemsOf } from "../src/items.ts";
import { signals, startReceiving, type Receiving } from "../src/receiving.ts";
import { generatedItems, runTelemetrygen, withoutDrawn } from "../src/telemetrygen.ts";

const plain = cellsOf(["grpc", "http/protobuf"], ["none", "gzip"]);
const cells = [...plain, ...cellsOf(["grpc", "http/protobuf"], ["gzip"], ["tls", "mtls"])];
const reference = cells[0]!;
/** Traces have two spans each; of metrics there are four types. */
const counts = { traces: 2 * generatedItems, metrics: 4 * generatedItems, logs: generatedItems };

describe("telemetrygen, with Go's SDK", () => {
  let stage: Stage;
  let ours: Receiving;
  let otelcol: Receiving;
  /** When each cell was sent: from and to, in nanoseconds since 1970 UTC. */
  const spells = new Map<Cell, readonly [bigint, bigint]>();

  beforeAll(async () => {
    stage = await Stage.openUntilClosed();
    ours = await startReceiving(stage, "ours", cells);
    otelcol = await startReceiving(stage, "otelcol", [reference]);
    await runTelemetrygen(stage, reference, otelcol.endpoint(reference));
    for (const cell of cells) {
      const from = BigInt(Date.now()) * 1_000_000n;
      await runTelemetrygen(stage, cell, ours.endpoint(cell));
      spells.set(cell, [from, BigInt(Date.now() + 1) * 1_000_000n]);
    }
  });
  afterAll(() => stage.close());

  describe.each(cells.map((cell) => [cellName(cell), cell] as const))("%s", (_, cell) => {
    it.each(signals)("%s arrive as they arrive at otelcol, but for what is drawn", async (signal) => {
      const [items, theirs] = await Promise.all([
        ours.items(cell, signal, counts[signal]),
        otelcol.items(reference, signal, counts[signal]),
      ]);
      expect(items).toHaveLength(counts[signal]);
      expect(withoutDrawn(items)).toEqual(withoutDrawn(theirs));
    });

    it("every time is of its run, and every span has an ID of its own", async () => {
      const items = (await Promise.all(signals.map((signal) => ours.items(cell, signal, counts[signal])))).flat();
      const texts = items.map((item) => JSON.stringify(item));
      const times = texts.flatMap((text) =>
        [...text.matchAll(/TimeUnixNano":"(\d+)"/gi)].map(([, time]) => BigInt(time!)),
      );
      const [from, to] = spells.get(cell)!;
      expect(times.length).toBeGreaterThanOrEqual(items.length);
      expect(times.filter((time) => time < from || time > to)).toEqual([]);
      const spans = await ours.items(cell, "traces");
      const ids = spans.map(({ item }) => (item as { readonly spanId: string }).spanId);
      expect(new Set(ids).size).toBe(counts.traces);
    });
  });

  it.each(plain.filter(({ protocol }) => protocol !== "grpc").map((cell) => [cellName(cell), cell] as const))(
    "%s: item by item what went over the wire",
    async (_, cell) => {
      const stage = await Stage.open();
      const ours = await startReceiving(stage, "ours", [cell]);
      const recorder = await openRecorder(stage, `http://${ours.endpoint(cell)}`);
      await runTelemetrygen(stage, cell, new URL(recorder.endpoint).host);
      for (const request of recorder.requests) {
        expect(request.status).toBe(200);
        expect(request.contentEncoding).toBe(cell.compression === "gzip" ? "gzip" : undefined);
      }
      for (const signal of signals) {
        const requests = recorder.requests.filter((request) => request.signal === signal);
        const sent = itemsOf(
          signal,
          requests.map(({ body }) => fromProtobuf(signal, body)),
        );
        expect(sent).toHaveLength(counts[signal]);
        expect(await ours.items(cell, signal, sent.length), signal).toEqual(sent);
      }
    },
  );

  it.each(cells.filter(({ compression }) => compression !== "none").map((cell) => [cellName(cell), cell] as const))(
    "%s is compressed on the wire",
    (_, cell) => {
      const uncompressed = ours.bytes({ ...cell, compression: "none", security: "plain" });
      // What TLS adds is as large as these few requests.
      expect(ours.bytes(cell)).toBeLessThan(uncompressed / (cell.security === "plain" ? 3 : 1.2));
    },
  );
});
