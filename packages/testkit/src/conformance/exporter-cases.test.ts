import {
  CollectorError,
  defineExporter,
  isCollectorError,
  type BatchContext,
  type Component,
  type Consumer,
  type ExporterTraits,
  type HttpClient,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { map, text } from "@genai-collector/config/schema";
import { describe, expect, it } from "vitest";
import { failuresOf } from "./conformance-case.ts";
import { conformanceOfExporter } from "./conformance-of.ts";
import { describeExporter } from "./describe.ts";

const config = map({ endpoint: text({ default: "http://sink.example", doc: "Where to send." }) });

/** Sends each payload as it is, tries three times, and drains on shutdown. */
class Sender implements Component, Consumer<Payload> {
  protected readonly settings: Settings;
  protected client: HttpClient | undefined;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(settings: Settings) {
    this.settings = settings;
  }

  async start(): Promise<void> {
    this.client = this.settings.runtime.http.open({});
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const { timers } = this.settings.runtime;
    const { signal: end, cancel } = timers.deadline(Infinity, signal);
    const stop = (): void => this.#stop.abort(end.reason);
    end.addEventListener("abort", stop, { once: true });
    await Promise.allSettled(this.#underWay);
    end.removeEventListener("abort", stop);
    cancel();
    await this.client?.close();
    this.client = undefined;
  }

  async consume(payload: Payload, context: BatchContext): Promise<void> {
    const isWaitedFor = context.acknowledge === "delivered";
    const signals = isWaitedFor ? [context.signal, this.#stop.signal] : [this.#stop.signal];
    const { signal, cancel } = this.settings.runtime.timers.deadline(Infinity, ...signals);
    const work = this.send(payload, signal).finally(cancel);
    this.#underWay.add(work);
    work.catch(() => undefined).finally(() => this.#underWay.delete(work));
    if (isWaitedFor) await work;
  }

  protected async send(payload: Payload, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.post(payload, signal);
      } catch (error) {
        if (signal.aborted) throw new CollectorError("SENDER_ABORTED", "given up", { kind: "retryable" });
        if (!isCollectorError(error) || error.kind !== "retryable" || attempt === 3) throw error;
        await this.settings.runtime.timers.sleep(1_000, signal).catch(() => undefined);
      }
    }
  }

  protected async post(payload: Payload, signal: AbortSignal): Promise<void> {
    const body = payload.encoded().map(({ bytes }) => bytes);
    const request = { method: "POST", url: "http://sink.example/", headers: {}, body, signal };
    const response = await this.client!.request(request).catch((cause: unknown) => {
      throw new CollectorError("SENDER_UNREACHABLE", "no answer", { kind: "retryable", cause });
    });
    if (response.status === 200) return;
    const kind = response.status === 503 ? "retryable" : "misconfigured";
    throw new CollectorError("SENDER_STATUS", `the sink answered ${response.status}`, { kind });
  }
}

function exporter(Kind: new (settings: Settings) => Sender, traits: ExporterTraits = { acknowledges: "delivered" }) {
  return defineExporter({
    type: "sample",
    stability: { traces: "alpha" },
    config,
    traits: () => traits,
    create: (settings) => {
      const sender = new Kind(settings);
      return {
        start: () => sender.start(),
        shutdown: (signal) => sender.shutdown(signal),
        traces: sender,
      };
    },
  });
}

const options = { sink: () => ({ status: 200 }) };

describeExporter(exporter(Sender), options);
describeExporter(
  defineExporter({
    type: "nowhere",
    stability: { logs: "alpha" },
    config,
    traits: () => ({ acknowledges: "pull" }),
    create: () => ({ logs: { consume: async () => undefined } }),
  }),
);

class AnswersEarly extends Sender {
  override async consume(payload: Payload, context: BatchContext): Promise<void> {
    super.consume(payload, context).catch(() => undefined);
  }
}

class RetriesForGood extends Sender {
  protected override async send(payload: Payload, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; attempt < 3; attempt++) {
      const isSent = await this.post(payload, signal).then(
        () => true,
        () => false,
      );
      if (isSent) return;
    }
    await super.send(payload, signal);
  }
}

class SendsTwice extends Sender {
  protected override async send(payload: Payload, signal: AbortSignal): Promise<void> {
    await super.send(payload, signal);
    await super.send(payload, signal);
  }
}

class RejectsWithAnything extends Sender {
  protected override async post(payload: Payload, signal: AbortSignal): Promise<void> {
    await super.post(payload, signal).catch((error: unknown) => {
      throw new Error(String(error));
    });
  }
}

class CallsEverythingABug extends Sender {
  protected override async send(payload: Payload, signal: AbortSignal): Promise<void> {
    await this.post(payload, signal).catch(() => {
      throw new CollectorError("SENDER_BUG", "it must be a bug", { kind: "malformed" });
    });
  }
}

class IgnoresItsSender extends Sender {
  override consume(payload: Payload, context: BatchContext): Promise<void> {
    return super.consume(payload, { ...context, signal: new AbortController().signal });
  }
}

class WaitsForItsSink extends Sender {
  override async start(): Promise<void> {
    await super.start();
    const signal = new AbortController().signal;
    const ping = this.client!.request({ method: "GET", url: "http://sink.example/", headers: {}, signal });
    await ping.catch(() => undefined);
  }
}

class KeepsItsClient extends Sender {
  override async start(): Promise<void> {
    this.settings.runtime.http.open({});
    await super.start();
  }
}

class NeverGivesUp extends Sender {
  override shutdown(): Promise<void> {
    return super.shutdown(new AbortController().signal);
  }
}

class DropsOnShutdown extends Sender {
  override async consume(payload: Payload, context: BatchContext): Promise<void> {
    if (context.acknowledge === "delivered") await super.consume(payload, context);
  }
}

/** Tells what it has sent, and nothing of what it keeps or was refused. */
class CountsSentAlone extends Sender {
  readonly #counters = this.settings.exportCounters!();

  protected override async send(payload: Payload, signal: AbortSignal): Promise<void> {
    const { signal: kind, items } = payload;
    await super.send(payload, signal);
    this.#counters.sent(kind, items);
  }
}

const broken = [
  ["answers before its sink has", "resolves when the sink has answered", AnswersEarly],
  ["repeats what was refused for good", "does not repeat what the sink refuses for good", RetriesForGood],
  ["sends what was taken again", "sends again what the sink asked for later, once", SendsTwice],
  ["rejects with something else than a CollectorError", "tells of a busy sink", RejectsWithAnything],
  ["calls a busy sink a bug", "tells of a busy sink", CallsEverythingABug],
  ["goes on when its sender has left", "ends promptly when the sender leaves", IgnoresItsSender],
  ["waits for its sink when it starts", "starts without waiting for its sink", WaitsForItsSink],
  ["leaves a client open", "starts, works, shuts down, and leaves nothing open", KeepsItsClient],
  ["never gives up", "gives up at the end of the time to shut down", NeverGivesUp],
  ["drops what it had accepted", "sends before it is shut down", DropsOnShutdown],
  ["counts by itself what it sends, and not what it keeps", "accounts for every item", CountsSentAlone],
] as const;

describe("the conformance kit notices an exporter that", () => {
  it.each(broken)("%s", async (_what, caught, Kind) => {
    const names = (await failuresOf(conformanceOfExporter(exporter(Kind), options))).map(({ name }) => name);
    expect(names.filter((name) => name.includes(caught))).not.toEqual([]);
  });

  it("consumes other signals than it declares", async () => {
    const factory = defineExporter({
      type: "sample",
      stability: { metrics: "alpha" },
      config,
      traits: () => ({ acknowledges: "pull" }),
      create: () => ({ logs: { consume: async () => undefined } }),
    });
    const names = (await failuresOf(conformanceOfExporter(factory))).map(({ name }) => name);
    expect(names).toContain("consumes what its stability declares, and nothing else");
  });
});
