import { setTimeout as sleep } from "node:timers/promises";
import { settingsOf, startCollector } from "./collector.ts";
import type { Child } from "./child.ts";
import { eventually } from "./eventually.ts";
import { metricsPage, sampleOf } from "./metrics-page.ts";
import { numberedRequest } from "./numbered-items.ts";
import { OtlpSink } from "./otlp-sink.ts";
import { splitResources } from "./otlp-schema.ts";
import { usageOf } from "./process-usage.ts";
import { offerLoad, type OfferedLoad } from "./steady-load.ts";
import { push } from "./push.ts";
import type { Stage } from "./stage.ts";
import { testdata } from "./workspace.ts";

const spansPerRequest = 512;
/** Beside the rest of a span, so that it has about 400 bytes, as in applications. */
const paddingBytes = 350;

/** What is offered to what. Spans per second. */
export interface OverloadOptions {
  readonly offered: number;
  /** What the sink takes. */
  readonly taken: number;
  readonly seconds: number;
}

/** What came of it. Bytes, milliseconds, and items unless it says otherwise. */
export interface OverloadResult {
  readonly load: OfferedLoad;
  /** That clients were told are taken, and were told are not: of the load, and of the few requests around it. */
  readonly acceptedItems: number;
  readonly refusedItems: number;
  /** While the load lasted, per second. */
  readonly goodput: number;
  /** At the sink, in the end. */
  readonly deliveredItems: number;
  /** Resident memory: at rest before, and at most above that. */
  readonly restBytes: number;
  readonly peakAboveRestBytes: number;
  /** From the end of the load until one client after the other was answered with success. */
  readonly recoveryMs: number;
  /** From the end of the load until everything was delivered. */
  readonly drainMs: number;
  /** The page of the collector's metrics, once everything was delivered. */
  readonly page: string;
  readonly child: Child;
}

/** Counts spans, and takes no more of them than so many per second: who sends more waits for the answer. */
class ThrottledSink {
  spans = 0;
  readonly endpoint: string;
  #freeAt = 0;

  constructor(sink: OtlpSink, rate: number) {
    this.endpoint = sink.endpoint;
    sink.answer = ({ body }) => {
      sink.taken.length = 0; // bodies are not looked at again
      const spans = spansOf(body);
      const now = performance.now();
      this.#freeAt = Math.max(now, this.#freeAt) + (spans * 1_000) / rate;
      this.spans += spans;
      return { delayMs: this.#freeAt - now };
    };
  }
}

/** Requests are merged as they are, each of them one resource: of a single span, or of as many as the load's have. */
function spansOf(body: Uint8Array): number {
  const single = spansPerRequest * paddingBytes;
  return splitResources(body).reduce((sum, { length }) => sum + (length < single ? 1 : spansPerRequest), 0);
}

/** Plays an overload from start to rest. */
export async function playOverload(stage: Stage, options: OverloadOptions): Promise<OverloadResult> {
  const sink = new ThrottledSink(await OtlpSink.open(stage), options.taken);
  const env = await settingsOf(stage, { sink: sink.endpoint });
  const { child, ready } = startCollector(stage, [testdata("overload.yaml")], env);
  await ready();
  const probes = new Probes(env["E2E_OTLP"]!);
  // What is loaded with the first request belongs to rest.
  await probes.send();
  await eventually("the first request", () => sink.spans > 0);
  const restBytes = usageOf(child.pid).rssBytes;

  const { load, goodput, endedAt } = await offer(env["E2E_OTLP"]!, sink, options);
  const recoveryMs = (await probes.inARow(10, 60_000)) - endedAt;
  const drained = await eventually("everything at the sink", () => atRest(env["E2E_METRICS_PORT"]!), 120_000);
  return {
    load,
    acceptedItems: probes.taken + (load.answers.get(200) ?? 0) * spansPerRequest,
    refusedItems: probes.refused + (load.answers.get(429) ?? 0) * spansPerRequest,
    goodput,
    deliveredItems: sink.spans,
    restBytes,
    peakAboveRestBytes: usageOf(child.pid).peakRssBytes - restBytes,
    recoveryMs,
    drainMs: drained.at - endedAt,
    page: drained.page,
    child,
  };
}

async function offer(listener: string, sink: ThrottledSink, { offered, seconds }: OverloadOptions) {
  const [before, began] = [sink.spans, performance.now()];
  const body = numberedRequest("traces", { first: 0, count: spansPerRequest }, paddingBytes);
  const requestsPerSecond = offered / spansPerRequest;
  const load = await offerLoad({ listener, path: "/v1/traces", body, requestsPerSecond, seconds });
  const endedAt = performance.now();
  return { load, endedAt, goodput: ((sink.spans - before) * 1_000) / (endedAt - began) };
}

/** Requests of one span: how a good client fares. */
class Probes {
  taken = 0;
  refused = 0;
  readonly #listener: string;

  constructor(listener: string) {
    this.#listener = listener;
  }

  async send(): Promise<boolean> {
    const { status } = await push(this.#listener, "traces");
    if (status === 200) this.taken++;
    else this.refused++;
    return status === 200;
  }

  /** Sends until so many in a row were taken. Resolves to when the first of them was sent; rejects after `patienceMs`. */
  async inARow(wanted: number, patienceMs: number): Promise<number> {
    const began = performance.now();
    let [inARow, since] = [0, 0];
    while (inARow < wanted) {
      const at = performance.now();
      if (at - began > patienceMs) throw new Error(`data is refused, ${patienceMs} ms after the load's end`);
      if (!(await this.send())) inARow = 0;
      else if (inARow++ === 0) since = at;
      await sleep(100);
    }
    return since;
  }
}

async function atRest(port: string): Promise<{ readonly at: number; readonly page: string } | false> {
  const at = performance.now();
  const page = await metricsPage(port);
  const samples = ["otelcol_exporter_queue_size", "otelcol_held_payload_bytes"].map((name) => sampleOf(page, name));
  return samples.every((sample) => sample === 0) && { at, page };
}
