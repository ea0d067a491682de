import {
  CollectorError,
  defineProcessor,
  HeldItems,
  rejectedItems,
  type BatchContext,
  type Component,
  type Consumer,
  type Payload,
  type ProcessorTraits,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { duration, flag, map, text } from "@genai-collector/config/schema";
import { splitByRanges } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import { failuresOf } from "./conformance-case.ts";
import { conformanceOfProcessor } from "./conformance-of.ts";
import { describeProcessor } from "./describe.ts";

type Processor = Partial<Component> & Consumer<Payload>;
type Create = (settings: Settings, next: Consumer<Payload>) => Processor;

const config = map({ timeout: duration({ default: "200ms", doc: "Longest wait." }) });

/** A processor of one signal, which is enough to see what a case thinks of it. */
function processor(create: Create, traits: () => ProcessorTraits = () => ({})) {
  return defineProcessor({
    type: "sample",
    stability: { metrics: "alpha" },
    config,
    traits,
    createAny: (settings, _config, next) => create(settings, next as Consumer<Payload>) as never,
  });
}

/** Waits 200 ms with each payload, holds its memory meanwhile, and minds its sender and the shutdown. */
class Waiting implements Component, Consumer<Payload> {
  readonly #settings: Settings;
  readonly #next: Consumer<Payload>;
  readonly #waiting = new Set<() => void>();
  readonly #held = new HeldItems();

  constructor(settings: Settings, next: Consumer<Payload>) {
    this.#settings = settings;
    this.#next = next;
    settings.books.holds(settings.pipeline as Signal, () => this.#held.items);
  }

  async start(): Promise<void> {
    // nothing to open
  }

  async shutdown(): Promise<void> {
    for (const wake of this.#waiting) wake();
    while (this.#waiting.size > 0) await this.#settings.runtime.timers.pause();
  }

  async consume(payload: Payload, context: BatchContext): Promise<void> {
    const work = this.#work(payload, context);
    if (context.acknowledge === "delivered") await work;
    else work.catch((error: unknown) => this.#lost(payload, error));
  }

  /** Nobody waits any more. */
  #lost({ signal, items }: Payload, error: unknown): void {
    this.#settings.books.gaveUp(signal, rejectedItems(error, items), "rejected");
  }

  async #work(payload: Payload, context: BatchContext): Promise<void> {
    const release = this.#settings.memory.hold(payload);
    const place = this.#held.add(payload.items);
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const cancel = this.#settings.runtime.timers.after(200, wake);
    context.signal.addEventListener("abort", wake, { once: true });
    this.#waiting.add(wake);
    try {
      await promise;
      this.#held.remove(place);
      if (context.signal.aborted) this.#settings.books.returned(payload.signal, payload.items, "aborted");
      if (context.signal.aborted) throw new CollectorError("WAITING_ABORTED", "the sender left", { kind: "retryable" });
      await this.#next.consume(payload, context);
    } finally {
      this.#waiting.delete(wake);
      context.signal.removeEventListener("abort", wake);
      cancel();
      release();
    }
  }
}

describeProcessor(processor((_settings, next) => next));
describeProcessor(
  defineProcessor({
    type: "waiting",
    stability: { traces: "alpha", metrics: "alpha", logs: "alpha" },
    config,
    traits: () => ({ admitsOnly: true }),
    createAny: (settings, _config, next) => new Waiting(settings, next as Consumer<Payload>) as never,
  }),
);
describeProcessor(
  processor(
    ({ books }) => ({ consume: async ({ signal, items }) => books.dropped(signal, items, "sampled") }),
    () => ({ acknowledges: "accepted" }),
  ),
);

describeProcessor(
  processor((_settings, next) => ({
    consume: (payload, context) => {
      const { resourceMetrics } = payload.takeDecoded() as { resourceMetrics: { schemaUrl?: string }[] };
      for (const resource of resourceMetrics) resource.schemaUrl = "https://opentelemetry.io/schemas/1.37.0";
      return next.consume(payload, context);
    },
  })),
);

const nothing = async (): Promise<void> => undefined;

/** What authors get wrong, and the case that has to notice. */
const broken: readonly [what: string, caught: string, create: Create, traits?: () => ProcessorTraits][] = [
  [
    "writes into shared bytes",
    "never changes what others see",
    (_settings, next) => ({
      consume: (payload, context) => {
        payload.encoded()[0]!.bytes[10]! ^= 1;
        return next.consume(payload, context);
      },
    }),
  ],
  [
    "edits the shared decoded form",
    "never changes what others see",
    (_settings, next) => ({
      consume: (payload, context) => {
        const { resourceMetrics } = payload.decoded() as { resourceMetrics: unknown[] };
        resourceMetrics.pop();
        return next.consume(payload, context);
      },
    }),
  ],
  [
    "hands everything on twice",
    "hands nothing on twice",
    (_settings, next) => ({
      consume: async (payload, context) => {
        await next.consume(payload.fork(), context);
        await next.consume(payload, context);
      },
    }),
  ],
  [
    "answers before the next consumer has",
    "waits for the next consumer",
    (_settings, next) => ({
      consume: async (payload, context) => void next.consume(payload, context).catch(() => undefined),
    }),
  ],
  [
    "swallows errors",
    "passes an error of the next consumer on untouched (retryable)",
    (_settings, next) => ({ consume: (payload, context) => next.consume(payload, context).catch(() => undefined) }),
  ],
  [
    "wraps errors",
    "passes an error of the next consumer on untouched (bug)",
    (_settings, next) => ({
      consume: (payload, context) =>
        next.consume(payload, context).catch((cause: unknown) => {
          throw new Error("it failed", { cause });
        }),
    }),
  ],
  [
    "waits for the next consumer though its own sender has left",
    "ends promptly when the sender leaves",
    (_settings, next) => ({
      consume: (payload, context) => next.consume(payload, { ...context, signal: new AbortController().signal }),
    }),
  ],
  [
    "takes an abort for a bug",
    "ends promptly when the sender leaves",
    (_settings, next) => ({
      consume: (payload, context) =>
        next.consume(payload, context).catch((error: unknown) => {
          throw context.signal.aborted ? new Error("aborted") : error;
        }),
    }),
  ],
  [
    "throws instead of rejecting",
    "never changes what others see",
    () => ({
      consume: () => {
        throw new Error("synchronously");
      },
    }),
  ],
  [
    "forgets on shutdown what it had accepted",
    "hands on before it is shut down what it was given before",
    ({ runtime }, next) => {
      const stop = new AbortController();
      return {
        shutdown: async () => stop.abort(),
        consume: async (payload, context) => {
          const later = runtime.timers.sleep(30_000, stop.signal).then(() => next.consume(payload, context));
          if (context.acknowledge === "delivered") await later;
          else later.catch(() => undefined);
        },
      };
    },
  ],
  [
    "leaves a timer running",
    "starts, works, shuts down, and leaves nothing open",
    ({ runtime }, next) => ({
      start: async () => void runtime.timers.after(1e9, () => undefined),
      shutdown: nothing,
      consume: (payload, context) => next.consume(payload, context),
    }),
  ],
  [
    "leaves a listener on settings.lifetime",
    "shuts down without having been started",
    ({ lifetime }, next) => {
      lifetime.addEventListener("abort", () => undefined);
      return { consume: (payload, context) => next.consume(payload, context) };
    },
  ],
  [
    "leaves a listener on the sender's signal",
    "takes many payloads at once",
    (_settings, next) => ({
      consume: (payload, context) => {
        context.signal.addEventListener("abort", () => undefined);
        return next.consume(payload, context);
      },
    }),
  ],
  [
    "never releases the memory that it held",
    "takes many payloads at once",
    ({ memory }, next) => ({
      consume: (payload, context) => {
        memory.hold(payload);
        return next.consume(payload, context);
      },
    }),
  ],
  [
    "cannot be shut down before it was started",
    "shuts down without having been started",
    (_settings, next) => {
      let isStarted = false;
      return {
        start: async () => {
          isStarted = true;
        },
        shutdown: async () => {
          if (!isStarted) throw new Error("not started");
        },
        consume: (payload, context) => next.consume(payload, context),
      };
    },
  ],
  [
    "never ends its shutdown",
    "shuts down twice",
    (_settings, next) => ({
      shutdown: () => new Promise(() => undefined),
      consume: (payload, context) => next.consume(payload, context),
    }),
  ],
  [
    "leaves a file open when its start fails",
    "leaves nothing behind when start fails",
    ({ runtime }, next) => {
      let close = nothing;
      return {
        start: async () => {
          const file = await runtime.files.open("/state/a", "append");
          close = () => file.close();
          await runtime.files.list("/state");
        },
        shutdown: async () => {
          const closing = close();
          close = nothing;
          await closing;
        },
        consume: (payload, context) => next.consume(payload, context),
      };
    },
  ],
  [
    "reads a file while it is created",
    "is created without touching the world",
    ({ runtime }, next) => {
      runtime.files.read("/state/a").catch(() => undefined);
      return { consume: (payload, context) => next.consume(payload, context) };
    },
  ],
  [
    "hands on empty payloads",
    "starts, works, shuts down",
    (_settings, next) => ({
      consume: (payload, context) =>
        next.consume(
          payload.filter(() => false),
          context,
        ),
    }),
  ],
  [
    "stumbles over empty unsettled payloads",
    "lets unsettled data be empty",
    (_settings, next) => ({
      consume: async (payload, context) => {
        if (payload.encoded()[0]!.bytes.length > 0) await next.consume(payload, context);
      },
    }),
  ],
  [
    "loses the coverage",
    "keeps the coverage of polled data",
    (_settings, next) => ({
      consume: (payload, { acknowledge, signal }) => next.consume(payload, { acknowledge, signal }),
    }),
  ],
  [
    "takes out unsettled",
    "lets unsettled data through as it came",
    (_settings, next) => ({
      consume: (payload, context) => next.consume(payload, { ...context, unsettled: undefined }),
    }),
  ],
  [
    "says settledUpTo without being a settle",
    "lets unsettled data through as it came",
    (_settings, next) => ({
      consume: (payload, context) => {
        context.unsettled?.settledUpTo(context.coverage!.to);
        return next.consume(payload, context);
      },
    }),
  ],
  [
    "settles what may still change",
    "lets unsettled data through as it came, or settles it",
    (_settings, next) => ({
      consume: (payload, context) => {
        context.unsettled?.settledUpTo(context.coverage!.to);
        return next.consume(payload, { ...context, unsettled: undefined });
      },
    }),
    () => ({ settlesMs: 600_000 }),
  ],
  [
    "says that it only admits, but drops a range",
    "changes nothing when its traits say that it only admits",
    (_settings, next) => ({
      consume: (payload, context) => next.consume(splitByRanges(payload)?.[0] ?? payload, context),
    }),
    () => ({ admitsOnly: true }),
  ],
  [
    "renames series without saying so",
    "renames no series unless its traits say so",
    (_settings, next) => ({
      consume: (payload, context) => {
        const { resourceMetrics } = payload.takeDecoded() as {
          resourceMetrics: { scopeMetrics: { metrics: { name: string }[] }[] }[];
        };
        for (const { scopeMetrics } of resourceMetrics)
          for (const { metrics } of scopeMetrics) for (const metric of metrics) metric.name += "_total";
        return next.consume(payload, context);
      },
    }),
  ],
  [
    "drops items without a word",
    "accounts for every item",
    (_settings, next) => ({
      consume: async (payload, context) => next.consume(splitByRanges(payload)?.[0] ?? payload, context),
    }),
  ],
  [
    "keeps items where nobody can find them",
    "accounts for every item",
    (settings, next) => ({
      consume: async (payload, context) => {
        const { signal, cancel } = settings.runtime.timers.deadline(Infinity, context.signal);
        await settings.runtime.timers.sleep(100, signal).finally(cancel);
        await next.consume(payload, context);
      },
    }),
  ],
  [
    "says that it dropped what it hands on",
    "accounts for every item",
    ({ books }, next) => ({
      consume: (payload, context) => {
        books.dropped(payload.signal, 1, "sampled");
        return next.consume(payload, context);
      },
    }),
  ],
  [
    "tells nobody that what it had accepted was rejected",
    "accounts for every item",
    (_settings, next) => ({
      consume: async (payload, context) => void next.consume(payload, context).catch(() => undefined),
    }),
    () => ({ acknowledges: "accepted" }),
  ],
  [
    "asks the clock for its traits",
    "computes its traits from the configuration alone",
    (_settings, next) => next,
    () => ({ settlesMs: Date.now() }),
  ],
  [
    "asks the environment for its traits",
    "computes its traits from the configuration alone",
    (_settings, next) => next,
    () => ({ guards: process.env["GUARDS"] === "1" }),
  ],
];

describe("the conformance kit notices a processor that", () => {
  it.each(broken)("%s", async (_what, caught, create, traits) => {
    const names = (await failuresOf(conformanceOfProcessor(processor(create, traits)))).map(({ name }) => name);
    expect(names.filter((name) => name.includes(caught))).not.toEqual([]);
  });

  const pass = (next: Consumer<Payload>): never => next as never;
  it.each([
    ["has a type outside otelcol's grammar", "type of otelcol's grammar", { type: "my-processor" }],
    ["has a stability that nobody knows", "declares a stability", { stability: { metrics: "great" as never } }],
    ["has no stability", "declares a stability", { stability: {} }],
    [
      "has a key that otelcol would not have",
      "has documented configuration keys",
      { config: map({ sendBatchSize: flag({ default: false, doc: "Camel." }) }) },
    ],
    [
      "does not document a nested key",
      "has documented configuration keys",
      { config: map({ part: map({ name: text({ default: "", doc: "" }) }) }) },
    ],
    [
      "needs configuration that it was not given",
      "accepts its configuration",
      { config: map({ name: text({ doc: "x" }) }) },
    ],
    [
      "does not document an instrument",
      "documents every instrument",
      { instruments: { seen: { kind: "counter" as const, unit: "{item}", doc: "" } } },
    ],
    [
      "creates no processor for a signal that it declares",
      "creates what its stability declares",
      {
        stability: { metrics: "alpha" as const, logs: "alpha" as const },
        createAny: undefined,
        createMetrics: (_s: unknown, _c: unknown, next: unknown) => pass(next as Consumer<Payload>),
      },
    ],
  ])("%s", async (_what, caught, more) => {
    const factory = defineProcessor({
      type: "sample",
      stability: { metrics: "alpha" },
      config,
      createAny: (_settings, _config, next) => next,
      ...(more as {}),
    });
    const names = (await failuresOf(conformanceOfProcessor(factory))).map(({ name }) => name);
    expect(names.filter((name) => name.includes(caught))).not.toEqual([]);
  });
});
