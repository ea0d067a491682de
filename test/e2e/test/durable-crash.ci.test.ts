import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { DeliveryBooks, type Reconciled } from "../src/delivery-books.ts";
import { acknowledgements, Durable, type Acknowledgement } from "../src/durable.ts";
import { eventually } from "../src/eventually.ts";
import { folderBytes } from "../src/folder-bytes.ts";
import { sampleOf } from "../src/metrics-page.ts";
import type { NumberedSignal } from "../src/numbered-items.ts";
import { grpcOtlpClient, httpOtlpClient } from "../src/otlp-client.ts";
import { OtlpSink, type SinkAnswer } from "../src/otlp-sink.ts";
import { PushLoop, type TakenItems } from "../src/push-loop.ts";
import { crashQueueAt, drawQueueMoments, queueCrashKinds, type QueueCrashKind } from "../src/queue-crash-moments.ts";
import { SeededRandom } from "../src/seeded-random.ts";
import { Stage } from "../src/stage.ts";
import { withSeed } from "../src/with-seed.ts";

const crashes = 50;
/** As testdata/durable.yaml says. */
const exporterTimeoutMs = 2_000;
/** The longest time that data sits in memory in front of its queue: the batch's timeout, and that of one sync. */
const inMemoryMs = 500;
const signals: readonly NumberedSignal[] = ["traces", "logs"];

/** What the sink does, drawn anew for each request; outages come in stretches. */
function moodOf(random: SeededRandom): () => SinkAnswer {
  let downUntil = 0;
  return () => {
    const now = performance.now();
    const luck = random.next();
    if (now > downUntil && luck < 0.005) downUntil = now + random.integer(200, 1_000);
    if (now < downUntil) return { status: 503 };
    if (luck < 0.02) return { losesAnswer: true };
    if (luck < 0.04) return { status: 503, losesAnswer: true };
    if (luck < 0.05) return { delayMs: exporterTimeoutMs + 1_000 };
    if (luck < 0.06) return { status: 503, delayMs: exporterTimeoutMs + 1_000 };
    if (luck < 0.1) return { status: 502 };
    return luck < 0.4 ? { delayMs: random.integer(1, 100) } : {};
  };
}

/** Clients, a sink with its troubles, and collectors that come and go between them. */
class Scene {
  readonly sink: OtlpSink;
  readonly books = new DeliveryBooks();
  /** The most that the queues' folder took up when a process died. */
  mostDiskBytes = 0;
  readonly #loops = new Map<PushLoop, Acknowledgement>();
  readonly #stage: Stage;
  readonly #durable: Durable;

  private constructor(stage: Stage, sink: OtlpSink, durable: Durable) {
    this.#stage = stage;
    this.sink = sink;
    this.#durable = durable;
  }

  static async open(random: SeededRandom): Promise<Scene> {
    const stage = await Stage.open();
    const sink = await OtlpSink.open(stage);
    const scene = new Scene(stage, sink, await Durable.prepare(stage, sink.endpoint));
    scene.books.keep(sink, moodOf(random), exporterTimeoutMs);
    return scene;
  }

  get folder(): string {
    return this.#durable.folder;
  }

  /** A client for each receiver, protocol and signal. */
  load(random: SeededRandom): void {
    let first = 0;
    for (const acknowledge of acknowledgements) {
      for (const [protocol, open] of [
        ["http", httpOtlpClient],
        ["grpc", grpcOtlpClient],
      ] as const) {
        for (const signal of signals) {
          first += 10_000_000;
          const client = open(this.#durable.listener(acknowledge, protocol));
          const loop = new PushLoop(client, { signal, first, random, padding: 200 });
          this.#loops.set(loop, acknowledge);
          this.#stage.defer(() => loop.stop());
        }
      }
    }
  }

  /** Kills so many collectors. Resolves to how often each kind of moment came. */
  async crash(random: SeededRandom): Promise<ReadonlyMap<QueueCrashKind, number>> {
    const came = new Map<QueueCrashKind, number>(queueCrashKinds.map((kind) => [kind, 0]));
    for (const moment of drawQueueMoments(random, crashes)) {
      const { child } = this.#durable.launch();
      const logs = (await readdir(this.folder, { withFileTypes: true }))
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${this.folder}/${name}`);
      const places = { sink: this.sink, loops: [...this.#loops.keys()], logs };
      if (await crashQueueAt(moment, child, places)) came.set(moment.kind, came.get(moment.kind)! + 1);
      this.books.breaks.push(performance.now());
      this.mostDiskBytes = Math.max(this.mostDiskBytes, await folderBytes(this.folder));
    }
    return came;
  }

  /** Sends no more, lets a last collector deliver what there is to a sink that is well, and stops it. */
  async finish(): Promise<void> {
    this.books.keep(this.sink, () => ({}), exporterTimeoutMs);
    const { child, ready } = this.#durable.launch();
    await ready();
    await Promise.all([...this.#loops.keys()].map((loop) => loop.stop()));
    await eventually("empty queues", async () => {
      const page = await this.#durable.page();
      return sampleOf(page, "otelcol_exporter_queue_size") === 0;
    });
    expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
  }

  /** Starts once more and stops: what were left in the queues would be sent. Resolves to the requests that came. */
  async startsEmpty(): Promise<number> {
    const before = this.sink.taken.length;
    const { child, ready } = this.#durable.launch();
    await ready();
    const page = await this.#durable.page();
    expect(sampleOf(page, "otelcol_extension_file_storage_records") ?? 0).toBe(0);
    expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
    return this.sink.taken.length - before;
  }

  taken(signal: NumberedSignal, acknowledge: Acknowledgement): TakenItems[] {
    return [...this.#loops]
      .filter(([loop, its]) => loop.signal === signal && its === acknowledge)
      .flatMap(([loop]) => loop.taken);
  }

  check(signal: NumberedSignal, acknowledge: Acknowledgement): Reconciled & { readonly promised: number } {
    const taken = this.taken(signal, acknowledge);
    const promised = taken.reduce((sum, { count }) => sum + count, 0);
    return { promised, ...this.books.reconcile(signal, taken) };
  }
}

/** For people. */
function figuresOf({ promised, arrived, repeated, forgottenMs, missing }: ReturnType<Scene["check"]>): object {
  return { promised, arrived, repeated, forgottenMs: Math.round(forgottenMs), missing: missing.length };
}

it(`loses nothing behind the answer of a queue on disk, across ${crashes} SIGKILLs`, () =>
  withSeed(async (seed) => {
    const random = new SeededRandom(seed);
    const scene = await Scene.open(random);
    scene.load(random);
    const came = await scene.crash(random);
    await scene.finish();

    // In front of batching, both acknowledgements are the disk's; behind the batch processor, only `delivered` is.
    const safe = [
      scene.check("traces", "delivered"),
      scene.check("traces", "accepted"),
      scene.check("logs", "delivered"),
    ];
    const batched = scene.check("logs", "accepted");
    const all = [...safe, batched];
    console.log({ figures: all.map(figuresOf), mostDiskBytes: scene.mostDiskBytes, came: Object.fromEntries(came) });
    for (const { missing, unexcused, promised } of safe) {
      expect(missing).toEqual([]);
      expect(unexcused).toEqual([]);
      // For each life, which is the shorter the faster the program starts.
      expect(promised).toBeGreaterThan(10 * crashes);
    }
    expect(batched.unexcused).toEqual([]);
    // What was in the batch when its process died is lost, and nothing else.
    const justBefore = ({ at }: { readonly at: number }): boolean =>
      scene.books.breaks.some((kill) => kill > at && kill - at < inMemoryMs);
    expect(batched.missing.filter((lost) => !justBefore(lost))).toEqual([]);

    for (const kind of queueCrashKinds) expect(came.get(kind), `crashes while ${kind}`).toBeGreaterThanOrEqual(3);
    expect(await scene.startsEmpty()).toBe(0);
    expect(scene.mostDiskBytes).toBeLessThan(4 * 1024 * 1024);
    // A file that is begun for each queue, and no record.
    expect(await folderBytes(scene.folder)).toBeLessThan(2 * 65_536);
  }));
