import { EventEmitter } from "node:events";
import {
  checkpointStore,
  deadLetters,
  defineExporter,
  defineExtension,
  defineReceiver,
  durableStorage,
  type CollectorError,
  type DeadLetter,
  type DeadLetters,
  type Payload,
} from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import type { AnyFactory } from "@genai-collector/confmap";
import {
  createExporterPipeline,
  deadLetterConfig,
  exporterInstruments,
  queueConfig,
  queueTraits,
  retryConfig,
  timeoutConfig,
  type SendRequest,
} from "@genai-collector/exporterhelper";
import { deadLetterExtensionFactory } from "@genai-collector/extension-dead-letter";
import { LetterReplay, type ReplayLetter } from "@genai-collector/extension-dead-letter/replay";
import { createLogs, type Logs } from "@genai-collector/pdata";
import { createHost, createSettings, decodeConfig, recordsOf, VirtualRuntime, World } from "@genai-collector/testkit";
import { builtinFactories } from "../src/components.ts";
import { buildContainer, FACTORIES, RUNTIME } from "../src/container.ts";
import { main } from "../src/main.ts";

const directory = "/letters";

/** Nothing of these may be made in a replay: they listen, poll, remember, or hold queues. */
function forbidden(): readonly AnyFactory[] {
  const create = (): never => {
    throw new Error("a replay made what it must leave alone");
  };
  const stability = { traces: "development", metrics: "development", logs: "development" } as const;
  return [
    defineReceiver({ type: "forbidden", stability, config: map({}), create }),
    defineExtension({
      type: "forbidden",
      stability: { extension: "development" },
      config: map({}),
      provides: [checkpointStore, durableStorage],
      create,
    }),
  ];
}

/** An exporter as they all are, to a sink that the test plays. */
function scripted(sink: (request: SendRequest) => unknown): AnyFactory {
  return defineExporter({
    type: "scripted",
    stability: { traces: "development", metrics: "development", logs: "development" },
    config: map({ ...timeoutConfig, ...retryConfig, ...queueConfig, ...deadLetterConfig }),
    instruments: exporterInstruments,
    traits: queueTraits,
    create: (settings, config) => {
      const send = async (request: SendRequest): Promise<void> => {
        const error = sink(request);
        if (error !== undefined) throw error;
      };
      return createExporterPipeline(settings, { ...config, transport: { send }, mayBisect: () => true });
    },
  });
}

/** The collector's; another process may have it. */
export const ledgerPath = "/var/lib/ledger";

const configuration = {
  receivers: { forbidden: {}, "forbidden/other": {} },
  processors: { guard: {}, "guard/keep": { bodies: "keep" }, settle: {} },
  connectors: { forward: {} },
  exporters: {
    scripted: {
      sending_queue: { storage: "forbidden" },
      retry_on_failure: { max_elapsed_time: "5s" },
      dead_letter: "dead_letter",
    },
    debug: {},
  },
  extensions: { dead_letter: { directory }, forbidden: {} },
  service: {
    extensions: ["dead_letter", "forbidden"],
    telemetry: { logs: { level: "error" }, ledger: { path: ledgerPath } },
    pipelines: {
      metrics: { receivers: ["forbidden"], processors: ["settle", "guard"], exporters: ["scripted", "debug"] },
      "logs/bare": { receivers: ["forbidden/other"], processors: [], exporters: ["scripted", "forward"] },
      logs: { receivers: ["forbidden"], processors: ["guard/keep"], exporters: ["debug", "scripted"] },
      "logs/strict": { receivers: ["forward"], processors: ["guard"], exporters: ["debug"] },
    },
  },
};

/** Letters on a disk, a sink, and the command that brings them together. */
export class ReplayScene {
  readonly world = new World();
  /** What the sink took. */
  readonly taken: SendRequest[] = [];
  /** What the sink answers: undefined takes it. */
  answer: (request: SendRequest) => CollectorError | undefined = () => undefined;
  readonly signals = new EventEmitter();
  /** Beside those that there are always. */
  extensions: object = {};

  /** Keeps letters as a collector does, which then ends. */
  async keep(...letters: readonly DeadLetter[]): Promise<void> {
    await this.keepIn(directory, ...letters);
  }

  async keepIn(directory: string, ...letters: readonly DeadLetter[]): Promise<void> {
    const { instruments, config } = deadLetterExtensionFactory;
    const settings = createSettings<NonNullable<typeof instruments>>("dead_letter", new VirtualRuntime(this.world), {
      instruments,
    });
    const extension = deadLetterExtensionFactory.create(settings, decodeConfig(config, { directory }, "dead_letter"));
    const { implementation } = extension.provided!.find(({ key }) => key === deadLetters.key)!;
    await this.world.until(extension.start!(createHost()));
    for (const letter of letters) await this.world.until((implementation as DeadLetters).keep(letter));
    await this.world.until(extension.shutdown!(new AbortController().signal));
  }

  async replay(
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const extensions = { ...configuration.extensions, ...this.extensions };
    this.world.disk.put("/config.json", new TextEncoder().encode(JSON.stringify({ ...configuration, extensions })));
    const root = buildContainer({ env: {}, folder: "/", signals: this.signals });
    const sink = scripted((request) => {
      const error = this.answer(request);
      if (error === undefined) this.taken.push(request);
      return error;
    });
    root.register(FACTORIES, { useValue: [...builtinFactories, ...forbidden(), sink] });
    const runtime = new VirtualRuntime(this.world);
    root.register(RUNTIME, { useValue: runtime });
    let [out, err] = ["", ""];
    const output = { out: (said: string) => (out += said), err: (said: string) => (err += said) };
    const code = await this.#ended(main(["replay", "--config", "/config.json", ...args], root, output));
    runtime.kill();
    return { code, out, err };
  }

  /** Modules are loaded in real time, everything else goes by the world's. */
  async #ended(command: Promise<number>): Promise<number> {
    const ended = new AbortController();
    const end = command.finally(() => ended.abort());
    while (!ended.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await this.world.advance(100);
    }
    return end;
  }

  /** What is left. */
  async letters(): Promise<readonly ReplayLetter[]> {
    const replay = await LetterReplay.open(new VirtualRuntime(this.world).files, directory, "look");
    const found: ReplayLetter[] = [];
    await this.world.until(
      (async () => {
        for await (const letter of replay.letters()) if (letter.found === "letter") found.push(letter);
        await replay.close();
      })(),
    );
    return found;
  }

  async left(): Promise<readonly (readonly string[])[]> {
    return (await this.letters()).map(({ payload }) => bodiesOf(payload));
  }
}

export function logsOf(...bodies: readonly string[]): Logs {
  return createLogs({
    resourceLogs: bodies.map((stringValue) => ({
      resource: { attributes: [] },
      scopeLogs: [{ logRecords: [{ timeUnixNano: 1n, attributes: [], body: { stringValue } }] }],
    })),
  });
}

export function bodiesOf(payload: Payload): string[] {
  return recordsOf(payload as Logs).map(({ body }) => body?.stringValue ?? "");
}

export function letterOf(payload: Payload, more: Partial<DeadLetter> = {}): DeadLetter {
  return {
    payload,
    exporter: "scripted",
    pipelines: ["logs/bare", "logs"],
    reason: "too_old",
    code: "EXPORT_REJECTED_ITEMS",
    kind: "gap",
    at: 1_700_000_000_000,
    ...more,
  };
}
