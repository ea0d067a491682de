import {
  CollectorError,
  type BatchContext,
  type Logs,
  type Metrics,
  type PipelineOutput,
  type Runtime,
} from "@genai-collector/component";
import { firstTimeUnixNano, payloadFromRanges } from "@genai-collector/pdata";
import { pointsOf, recordsOf, type World } from "@genai-collector/testkit";

/** The end of a pipeline in the world outside: it outlives processes, and remembers every byte. */
export class SinkServer {
  readonly name: string;
  /** What it answers; 200 takes the data. */
  status: () => number = () => 200;
  /** How long it takes to answer. */
  delayMs = 0;
  /** Metrics: each version of each bucket, by its end, in the order of arrival. */
  readonly buckets = new Map<number, Uint8Array[]>();
  /** Bucket ends, in the order in which they first arrived. */
  readonly order: number[] = [];
  /** When each bucket arrived first. */
  readonly arrivedAt = new Map<number, number>();
  /** How often each event arrived. */
  readonly events = new Map<string, number>();
  requests = 0;
  readonly #world: World;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
    world.route(`https://${name}.example`, (request) => {
      this.requests += 1;
      const status = this.status();
      const isMetrics = request.url.endsWith("/metrics");
      if (status === 200) for (const bytes of request.body ?? []) this.#take(isMetrics ? "metrics" : "logs", bytes);
      return { status, delayMs: this.delayMs };
    });
  }

  /** The value of a bucket that came in one version; undefined where none came. */
  value(end: number): number | undefined {
    const bytes = this.buckets.get(end)?.[0];
    return bytes === undefined ? undefined : pointsOf(payloadFromRanges("metrics", [{ bytes }]))[0]!.value;
  }

  /** The head of a pipeline in one process that sends here, one request a payload, and never retries. */
  open<S extends "metrics" | "logs">(runtime: Runtime, signal: S, name = this.name): PipelineOutput<S> {
    const http = runtime.http.open({});
    const consume = async (payload: Metrics | Logs, context: BatchContext): Promise<void> => {
      const body = payload.encoded().map((range) => range.bytes);
      let status: number;
      try {
        const url = `https://${this.name}.example/${signal}`;
        const answer = await http.request({ method: "POST", url, headers: {}, body, signal: context.signal });
        ({ status } = answer);
        await answer.body.read(100);
      } catch (cause) {
        throw new CollectorError("SINK_UNREACHABLE", "no answer", { kind: "retryable", cause });
      }
      if (status !== 200) throw sinkError(status, payload.items);
    };
    return { pipeline: `${signal}/${name}`, consume };
  }

  #take(signal: "metrics" | "logs", bytes: Uint8Array): void {
    if (signal === "logs") {
      for (const record of recordsOf(payloadFromRanges("logs", [{ bytes }]))) {
        const id = record.attributes[0]!.value.stringValue!;
        this.events.set(id, (this.events.get(id) ?? 0) + 1);
      }
      return;
    }
    const end = Number(firstTimeUnixNano("metrics", bytes)! / 1_000_000n);
    const versions = this.buckets.get(end);
    if (versions !== undefined) versions.push(bytes.slice());
    else {
      this.buckets.set(end, [bytes.slice()]);
      this.order.push(end);
      this.arrivedAt.set(end, this.#world.now);
    }
  }
}

function sinkError(status: number, items: number): CollectorError {
  if (status === 400) {
    const rejected = [{ items, reason: "too_old" }];
    return new CollectorError("SINK_TOO_OLD", "too old", { kind: "gap", rejected });
  }
  const kind = status === 401 ? "misconfigured" : status === 422 ? "malformed" : "retryable";
  return new CollectorError("SINK_STATUS", `answered ${status}`, { kind });
}
