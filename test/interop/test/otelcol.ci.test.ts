import { eventually } from "@genai-collector/test-e2e/eventually";
import { fromProtobuf, type OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import { Stage } from "@genai-collector/test-e2e/stage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellName, cellsOf, type Cell, type Security } from "../src/cell.ts";
import { itemsOf, type Item } from "../src/items.ts";
import type { ProgramName } from "../src/program.ts";
import { signals, startReceiving, type Receiving } from "../src/receiving.ts";
import { richRequest } from "../src/rich-request.ts";
import { startSending, type Sending } from "../src/sending.ts";

const securities: readonly Security[] = ["plain", "tls", "mtls"];
const cells: readonly Cell[] = [
  ...cellsOf(["grpc", "http/protobuf", "http/json"], ["none", "gzip", "zstd"], securities),
  ...cellsOf(["grpc"], ["snappy"]),
  ...cellsOf(["http/protobuf", "http/json"], ["zlib", "deflate", "snappy", "x-snappy-framed", "lz4"]),
];

const directions: readonly { from: ProgramName; to: ProgramName }[] = [
  { from: "otelcol", to: "ours" },
  { from: "ours", to: "otelcol" },
];

const itemsSent = (signal: OtlpSignal): Item[] => itemsOf(signal, [fromProtobuf(signal, richRequest(signal))]);
const sentItems = { traces: itemsSent("traces"), metrics: itemsSent("metrics"), logs: itemsSent("logs") };

describe.each(directions)("from $from to $to", ({ from, to }) => {
  let stage: Stage;
  let receiving: Receiving;
  let sending: Sending;

  beforeAll(async () => {
    stage = await Stage.openUntilClosed();
    receiving = await startReceiving(stage, to, cells);
    sending = await startSending(stage, from, cells, receiving.endpoint);
    for (const signal of signals) await sending.feed(signal, richRequest(signal));
  });
  afterAll(() => stage.close());

  describe.each(cells.map((cell) => [cellName(cell), cell] as const))("%s", (_, cell) => {
    it.each(signals)("%s arrive equal", async (signal) => {
      const sent = sentItems[signal];
      const received = await receiving.items(cell, signal, sent.length);
      const said = `${from} said:\n${sending.child.stderr}\n${to} said:\n${receiving.child.stderr}`;
      expect(received, said).toEqual(sent);
    });
  });

  it.each(cells.filter(({ compression }) => compression !== "none").map((cell) => [cellName(cell), cell] as const))(
    "%s is compressed on the wire",
    (_, cell) => {
      const plain = receiving.bytes({ ...cell, compression: "none" });
      expect(receiving.bytes(cell)).toBeLessThan(plain / 3);
      expect(receiving.bytes(cell)).toBeGreaterThan(100);
    },
  );

  it("is logged without a complaint on either side", () => {
    for (const { child } of [sending, receiving])
      expect(
        child.stderr.split("\n").filter((line) => /\b(warn|error)\b/i.test(line) && !line.includes("without a guard")),
      ).toEqual([]);
  });

  it("lets nobody in who shows no certificate where one is asked for", async () => {
    const stage = await Stage.open();
    const asking = cellsOf(["grpc", "http/protobuf"], ["none"], ["mtls"]);
    const server = await startReceiving(stage, to, asking);
    const bare = asking.map((cell): Cell => ({ ...cell, security: "tls" }));
    const client = await startSending(stage, from, bare, (cell) => server.endpoint({ ...cell, security: "mtls" }));
    await client.feed("logs", richRequest("logs"));
    await eventually("both exporters to give up", () => client.child.stderr.split("Dropping data").length === 3);
    for (const cell of asking) expect(await server.items(cell, "logs")).toEqual([]);
  });
});
