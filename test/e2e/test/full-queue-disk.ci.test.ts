import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { DeliveryBooks } from "../src/delivery-books.ts";
import { Durable } from "../src/durable.ts";
import { eventually } from "../src/eventually.ts";
import { sampleOf } from "../src/metrics-page.ts";
import { grpcOtlpClient, httpOtlpClient } from "../src/otlp-client.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { PushLoop } from "../src/push-loop.ts";
import { SeededRandom } from "../src/seeded-random.ts";
import { smallDisks } from "../src/small-disk.ts";
import { Stage } from "../src/stage.ts";

/** As testdata/durable.yaml says. */
const timeoutMs = 2_000;

it.each(Object.entries(smallDisks))(
  "a full disk under the queue (%s) refuses, loses nothing that was accepted, and takes data again once there is room",
  async (_name, openDisk) => {
    const stage = await Stage.open();
    const disk = await openDisk(stage);
    const sink = await OtlpSink.open(stage);
    const books = new DeliveryBooks();
    books.keep(sink, () => ({ status: 503 }), timeoutMs);
    const durable = await Durable.prepare(stage, sink.endpoint, disk.folder);
    const { child, ready } = durable.launch();
    await ready();
    const random = new SeededRandom(1);
    const loops = [
      new PushLoop(httpOtlpClient(durable.listener("delivered", "http")), { signal: "traces", first: 0, random }),
      new PushLoop(grpcOtlpClient(durable.listener("accepted", "grpc")), { signal: "traces", first: 1e6, random }),
    ];
    for (const loop of loops) stage.defer(() => loop.stop());
    const everywhere = (what: (loop: PushLoop) => boolean) => () => loops.every(what);

    await eventually(
      "data in the queue",
      everywhere(({ takenItems }) => takenItems > 20),
    );
    await disk.fill(child);
    await eventually(
      "refusals",
      everywhere(({ refused }) => refused > 0),
    );
    // What is on disk can be read and sent; nothing more comes in.
    books.keep(sink, () => ({}), timeoutMs);
    await eventually("deliveries", () => sink.taken.length > 0);
    await sleep(1_000);
    expect(child.hasEnded, child.stderr).toBe(false);

    await disk.free(child);
    const before = loops.map(({ takenItems }) => takenItems);
    await eventually(
      "both to be taken again",
      everywhere((loop) => loop.takenItems > before[loops.indexOf(loop)]! + 50),
    );
    await Promise.all(loops.map((loop) => loop.stop()));
    const page = await eventually("an empty queue", async () => {
      const now = await durable.page();
      return sampleOf(now, "otelcol_exporter_queue_size") === 0 && now;
    });

    const promised = loops.flatMap(({ taken }) => taken);
    const accepted = promised.reduce((sum, { count }) => sum + count, 0);
    const refused = loops.reduce((sum, loop) => sum + loop.refused, 0);
    expect(loops.map(({ unknown }) => unknown)).toEqual([0, 0]);
    expect(sampleOf(page, "otelcol_receiver_accepted_spans")).toBe(accepted);
    expect(sampleOf(page, "otelcol_receiver_refused_spans")).toBe(refused);
    expect(sampleOf(page, "otelcol_exporter_enqueue_failed_spans")).toBe(refused);
    expect(sampleOf(page, "otelcol_exporter_sent_spans")).toBe(accepted);
    expect(sampleOf(page, "otelcol_exporter_send_failed_spans") ?? 0).toBe(0);
    const result = books.reconcile("traces", promised);
    // What was refused is not there, either: nothing of it was left on the disk.
    expect(result).toMatchObject({ arrived: accepted, missing: [], repeated: 0 });
    expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
  },
);
