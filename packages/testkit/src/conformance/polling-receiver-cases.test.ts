import {
  checkpointStore,
  defineReceiver,
  isCollectorError,
  type CheckpointStore,
  type Component,
  type Frontier,
  type Host,
  type HttpClient,
  type Instant,
  type LaneKey,
  type Outputs,
  type Settings,
} from "@genai-collector/component";
import { extensionId, map } from "@genai-collector/config/schema";
import { encodeResourceMetrics, metricsFromRanges, type Range } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import { failuresOf } from "./conformance-case.ts";
import { conformanceOfReceiver } from "./conformance-of.ts";
import { describeReceiver } from "./describe.ts";
import type { Poll } from "./receiver-conformance.ts";

const minute = 60_000;
const config = map({
  checkpoint: extensionId(checkpointStore, { default: "file_checkpoint", doc: "Where frontiers are kept." }),
});
const series = { name: "acme_requests", unit: "{request}", labels: ["model"] };

/** Polls one series of minutes: as small as a receiver can be that keeps the promises. */
class Polling implements Component {
  protected readonly settings: Settings;
  protected readonly outputs: Outputs;
  protected readonly key: LaneKey;
  protected store: CheckpointStore | undefined;
  #client: HttpClient | undefined;
  #loop: Promise<void> | undefined;
  readonly #stop = new AbortController();

  constructor(settings: Settings, outputs: Outputs) {
    this.settings = settings;
    this.outputs = outputs;
    this.key = { receiver: settings.id, loop: "usage", pass: "", pipeline: "metrics" };
  }

  async start(host: Host): Promise<void> {
    this.store = host.extension(checkpointStore, "file_checkpoint");
    this.#client = this.settings.runtime.http.open({});
    this.#loop = this.#run(this.#stop.signal);
  }

  async shutdown(): Promise<void> {
    this.#stop.abort(new Error("stopping"));
    await this.#loop;
    await this.#client?.close();
    this.#client = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { timers } = this.settings.runtime;
    while (!signal.aborted) {
      await this.#tick(signal).catch(() => undefined);
      await timers.sleep(minute, signal).catch(() => undefined);
    }
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const now = this.settings.runtime.clock.now();
    const frontier = await this.frontier(now);
    const to = Math.floor(now / minute) * minute;
    if (to <= frontier.time) return;
    await this.poll(frontier.time, to, now, signal);
  }

  protected async frontier(now: Instant): Promise<Frontier> {
    const stored = await this.store!.load(this.key);
    if (stored !== undefined) return stored.frontier;
    const start = { time: Math.floor(now / minute) * minute - 30 * minute };
    await this.store!.advance(this.key, start, 1, []);
    return start;
  }

  protected async poll(from: Instant, to: Instant, observedAt: Instant, signal: AbortSignal): Promise<void> {
    const ranges = await this.ask(from, to, signal);
    let settled: Instant | undefined;
    const coverage = { receiver: this.settings.id, loop: "usage", pass: "", from, to, bucketMs: minute, observedAt };
    const settledUpTo = (until: Instant): void => {
      settled = until;
    };
    const context = { acknowledge: "delivered" as const, signal, coverage, unsettled: { after: from, settledUpTo } };
    const skipped = await this.outputs.metrics!.consume(metricsFromRanges(ranges), context).then(
      () => [],
      (error: unknown) => {
        if (isCollectorError(error) && error.kind === "gap") return [...error.rejected];
        throw error;
      },
    );
    await this.store!.advance(this.key, { time: settled! }, 1, skipped);
  }

  protected async ask(from: Instant, to: Instant, signal: AbortSignal): Promise<Range[]> {
    const url = `https://acme.example/usage?from=${from}&to=${to}`;
    const response = await this.#client!.request({ method: "GET", url, headers: {}, signal });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    const rows = JSON.parse(new TextDecoder().decode(await response.body.read(1e6))) as { end: number; n: number }[];
    return rows.map(({ end, n }) => ({ bytes: this.encode(end, n) }));
  }

  protected encode(end: Instant, value: number, label = "model"): Uint8Array {
    const attributes = [{ key: label, value: { stringValue: "m" } }];
    const dataPoints = [{ attributes, timeUnixNano: BigInt(end) * 1_000_000n, asDouble: value }];
    const metric = { name: series.name, unit: series.unit, gauge: { dataPoints } };
    return encodeResourceMetrics({ resource: { attributes: [] }, scopeMetrics: [{ metrics: [metric] }] });
  }
}

/** Minutes grow until five minutes after their end. */
const poll: Poll = {
  vendor: (url, now) => {
    const [from, to] = [Number(url.searchParams.get("from")), Number(url.searchParams.get("to"))];
    const rows = [];
    for (let end = from + minute; end <= to; end += minute)
      rows.push({ end, n: now - end > 5 * minute ? (end / minute) % 97 : 0 });
    return rows;
  },
};

type Kind = new (settings: Settings, outputs: Outputs) => Component;

function receiver(Receiver: Kind, more: { readonly bucketMs?: number; readonly name?: string } = {}) {
  const loop = { name: "usage", signal: "metrics" as const, cadenceMs: minute, requestsPerPoll: 1, bucketMs: minute };
  return defineReceiver({
    type: "acme",
    stability: { metrics: "alpha" },
    config,
    traits: () => ({ loops: [{ ...loop, unsettled: true, series: [series], releases: [], ...more }] }),
    create: (settings, _config, outputs) => new Receiver(settings, outputs),
  });
}

describeReceiver(receiver(Polling), { poll });

class AdvancesAnyway extends Polling {
  protected override async poll(from: Instant, to: Instant, observedAt: Instant, signal: AbortSignal): Promise<void> {
    await super.poll(from, to, observedAt, signal).catch(() => undefined);
    await this.store!.advance(this.key, { time: to - 10 * minute }, 1, []);
  }
}

class NeverSaves extends Polling {
  override async start(host: Host): Promise<void> {
    await super.start(host);
    const { store } = this;
    this.store = { ...bound(store!), advance: async () => "saved" };
  }
}

class StartsAnew extends Polling {
  readonly #born = this.settings.runtime.clock.now();

  protected override async frontier(now: Instant): Promise<Frontier> {
    const stored = await super.frontier(now);
    return { time: Math.max(stored.time, Math.floor(this.#born / minute) * minute) };
  }
}

class StampsItsAttempt extends Polling {
  protected override encode(end: Instant): Uint8Array {
    return super.encode(end, this.settings.runtime.clock.now());
  }
}

class HoldsAtGaps extends Polling {
  protected override async poll(from: Instant, to: Instant, observedAt: Instant, signal: AbortSignal): Promise<void> {
    const { metrics } = this.outputs;
    const consume = metrics!.consume.bind(metrics);
    Object.assign(metrics!, {
      consume: (...given: Parameters<typeof consume>) =>
        consume(...given).catch((cause: unknown) => {
          throw new Error("held", { cause });
        }),
    });
    await super.poll(from, to, observedAt, signal);
  }
}

class ForgetsWhatItSkipped extends Polling {
  override async start(host: Host): Promise<void> {
    await super.start(host);
    const store = this.store!;
    this.store = { ...bound(store), advance: (key, to, epoch) => store.advance(key, to, epoch, []) };
  }
}

class AddsALabel extends Polling {
  protected override encode(end: Instant, value: number): Uint8Array {
    return super.encode(end, value, "customer");
  }
}

class AsksForAcceptance extends Polling {
  constructor(settings: Settings, outputs: Outputs) {
    const metrics = outputs.metrics!;
    super(settings, {
      ...outputs,
      metrics: {
        consume: (payload, context) => metrics.consume(payload, { ...context, acknowledge: "accepted" }),
      },
    });
  }
}

class WaitsForItsVendor extends Polling {
  protected override ask(from: Instant, to: Instant): Promise<Range[]> {
    return super.ask(from, to, new AbortController().signal);
  }
}

class KeepsATimer extends Polling {
  override async start(host: Host): Promise<void> {
    await super.start(host);
    this.settings.runtime.timers.after(1e12, () => undefined);
  }
}

function bound(store: CheckpointStore): CheckpointStore {
  return {
    load: (key) => store.load(key),
    advance: (...given) => store.advance(...given),
    list: (id) => store.list(id),
    remove: (key) => store.remove(key),
  };
}

const broken: readonly (readonly [string, string, Kind])[] = [
  ["loses what the vendor did not give at once", "when the vendor fails for a while", AdvancesAnyway],
  ["loses what the pipeline did not take at once", "when the pipeline holds it up for a while", AdvancesAnyway],
  ["never saves its frontier", "loses and repeats nothing when the vendor fails", NeverSaves],
  ["forgets at each start what it missed", "loses nothing when it is killed", StartsAnew],
  ["stamps its data with the attempt", "when the pipeline holds it up for a while", StampsItsAttempt],
  ["holds at what the sink will never take", "passes over what the sink will never take", HoldsAtGaps],
  ["does not count what it skipped", "passes over what the sink will never take", ForgetsWhatItSkipped],
  ["adds a label that it never declared", "makes no series but those that its traits name", AddsALabel],
  ["asks only for acceptance", "delivers, with coverage of the loops", AsksForAcceptance],
  ["waits for its vendor for ever", "shuts down though the vendor never answers", WaitsForItsVendor],
  ["leaves a timer running", "delivers, with coverage of the loops", KeepsATimer],
];

describe("the conformance kit notices a polling receiver that", () => {
  it.each(broken)("%s", async (_what, caught, Kind) => {
    const names = (await failuresOf(conformanceOfReceiver(receiver(Kind), { poll }))).map(({ name }) => name);
    expect(names.filter((name) => name.includes(caught))).not.toEqual([]);
  });

  it.each([
    ["names another loop", { name: "other" }],
    ["names another bucket", { bucketMs: 5 * minute }],
  ])("%s in its traits than in its coverage", async (_what, more) => {
    const names = (await failuresOf(conformanceOfReceiver(receiver(Polling, more), { poll }))).map(({ name }) => name);
    expect(names).toContain("delivers, with coverage of the loops that its traits name");
  });
});
