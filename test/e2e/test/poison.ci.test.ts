import { describe, expect, it } from "vitest";
import { startBatched } from "../src/batched.ts";
import { eventually } from "../src/eventually.ts";
import { sampleOf } from "../src/metrics-page.ts";
import { numberedRequest, numbersOf } from "../src/numbered-items.ts";
import { grpcOtlpClient, httpOtlpClient, type OtlpClient } from "../src/otlp-client.ts";
import type { OtlpSink } from "../src/otlp-sink.ts";
import { Stage } from "../src/stage.ts";

const guiltyAddress = "127.0.0.66";
const badItems = 2;

/** Two spans in one resource, the lengths of which add up; behind each one's name stands a field that cannot be. */
function poison(): Uint8Array {
  const span = [0x2a, 3, ...Buffer.from("bad"), 0x4f]; // name; field 9 with wire type 7
  const spans = Array.from({ length: badItems }, () => [0x12, span.length, ...span]).flat();
  const scope = [0x12, spans.length, ...spans];
  return Uint8Array.of(0x0a, scope.length, ...scope);
}

/** Decodes each request wholly, and takes none that has a broken byte. Its list of what it did not take. */
function decodeFully(sink: OtlpSink, says: string): Uint8Array[] {
  const broken: Uint8Array[] = [];
  sink.answer = ({ body }) => {
    try {
      numbersOf("traces", body);
      return {};
    } catch {
      broken.push(body);
      return { status: 400, headers: { "content-type": "text/plain" }, body: says };
    }
  };
  return broken;
}

const itemsAt = (sink: OtlpSink): number[] => sink.bodies("traces").flatMap((body) => numbersOf("traces", body));

/** Two clients that send well, with twenty items each from `first` on, and one that does not, all within one batch. */
async function sendTogether(clients: readonly OtlpClient[], guilty: OtlpClient, first: number) {
  const good = clients.map((client, index) =>
    client.send("traces", numberedRequest("traces", { first: first + index * 20, count: 20 })),
  );
  const bad = guilty.send("traces", poison());
  return { good: await Promise.all(good), bad: await bad };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const ascending = (items: readonly number[]): number[] => items.toSorted((a, b) => a - b);

describe.each([
  ["otelcol's words", "proto: illegal wireType 7"],
  ["no reason", ""],
])("a sink that refuses a whole batch for one client's broken bytes, with %s,", (_name, says) => {
  it.each([
    ["accepted", httpOtlpClient, 400],
    ["delivered", grpcOtlpClient, 13],
  ] as const)(
    "acknowledge: %s: costs nobody else's data, and shuts the door to its like",
    async (acknowledge, open, refusal) => {
      const { collector, sink, http, grpc, page } = await startBatched(await Stage.open(), {
        E2E_ACKNOWLEDGE: acknowledge,
        E2E_BATCH: "400ms",
      });
      const broken = decodeFully(sink, says);
      const good = [httpOtlpClient(http), grpcOtlpClient(grpc)];
      const guilty = open(open === httpOtlpClient ? http : grpc, guiltyAddress);

      const together = await sendTogether(good, guilty, 0);
      // Nobody can know it at the door; who waits for the outcome is told, who does not was told already.
      expect(together.good.map(({ outcome }) => outcome)).toEqual(["taken", "taken"]);
      await eventually("the innocent at the sink", () => sink.taken.length > 0);
      expect(ascending(itemsAt(sink))).toEqual(numbers(40));
      // They were in one request, which came once.
      expect(broken).toHaveLength(1);
      expect([sink.refused, sink.taken.length]).toEqual([1, 1]);

      await collector.child.saysOnStderr("Dropped bytes that are no OTLP, and sent the rest again.");
      const line = collector.child.stderr.split("\n").find((text) => text.includes("Dropped bytes"))!;
      expect(line).toMatch(new RegExp(`"clients":\\["${guiltyAddress}:\\d+"\\]`));
      expect(line).toContain(`"dropped_items":${badItems}`);

      // From now on the door looks as deep as the sink.
      const later = await sendTogether(good, guilty, 40);
      expect(later.good.map(({ outcome }) => outcome)).toEqual(["taken", "taken"]);
      expect(later.bad).toEqual({ outcome: "refused", status: refusal });
      await eventually("the innocent at the sink again", () => itemsAt(sink).length === 80);
      expect(ascending(itemsAt(sink))).toEqual(numbers(80));
      expect(broken).toHaveLength(1);

      const metrics = await eventually("the counts", async () => {
        const now = await page();
        return sampleOf(now, "otelcol_exporter_sent_spans") === 80 && now;
      });
      const status = refusal === 400 ? "400" : "INTERNAL";
      expect(sampleOf(metrics, "otelcol_receiver_otlp_refused_requests", { status })).toBe(1);
      expect(sampleOf(metrics, "otelcol_exporter_otlp_http_rejected_items", { reason: "malformed" })).toBe(badItems);
      expect(sampleOf(metrics, "otelcol_exporter_send_failed_spans")).toBe(badItems);
      // What was accepted is at the sink, or counted as failed. Who waits is told of all that was rejected of the batch.
      const accepted = sampleOf(metrics, "otelcol_receiver_accepted_spans") ?? 0;
      const refused = sampleOf(metrics, "otelcol_receiver_refused_spans") ?? 0;
      expect([accepted, refused]).toEqual(
        acknowledge === "accepted" ? [80 + badItems, 0] : [80 - 2 * badItems, 3 * badItems],
      );
      for (const client of [...good, guilty]) client.close();
    },
  );
});
