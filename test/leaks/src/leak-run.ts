import { buildInfo, builtinFactories, ConfigurationLoader } from "@genai-collector/collector";
import type { LogData, Logger } from "@genai-collector/component";
import { createService, type Service } from "@genai-collector/service";
import { plantedTexts as simulatorsTexts } from "@genai-collector/simulator";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { configurationFile, pages, sinkUrls, type Variant } from "./configuration-file.ts";
import { Gatherer, type Leak } from "./gatherer.ts";
import { plantedTexts } from "./planted-texts.ts";
import { recordingRuntime } from "./recording-runtime.ts";
import { ScriptedVendor, type AppliedMutation, type Script } from "./scripted-vendor.ts";
import { Searcher, type IsExplained } from "./searcher.ts";

const minute = 60_000;

export interface LeakRunOptions extends Partial<Script> {
  readonly seed: number;
  /** In virtual time. */
  readonly minutes: number;
  readonly variant?: Variant | undefined;
  /** Factories that take the place of those with their type. */
  readonly instead?: readonly object[] | undefined;
  /** What is not counted as a leak. */
  readonly isExplained?: IsExplained | undefined;
  /** Requests of the sink that takes JSON, as it is. */
  readonly seeJson?: ((body: string) => void) | undefined;
}

/** How a run ended. */
export interface LeakRunResult {
  readonly leaks: readonly Leak[];
  /** Documents and answers with content in them, by their seeds. */
  readonly applied: ReadonlyMap<number, AppliedMutation>;
  readonly vendor: ScriptedVendor;
  /** Bytes that were searched, by where they were found. */
  readonly searched: ReadonlyMap<string, number>;
  /** Log records and points that arrived at the sink. */
  readonly records: number;
  readonly points: number;
}

/** All texts that are searched for: those that are planted, and those that simulators hide by themselves. */
export const searchedTexts: readonly string[] = [...plantedTexts.map(({ text }) => text), ...simulatorsTexts];

let searcher: Searcher | undefined;

/** Made once in a process, because it takes a moment. */
export function sharedSearcher(): Searcher {
  return (searcher ??= new Searcher(searchedTexts));
}

/**
 * Runs a whole collector over both platforms, whose every answer is full of content, and searches everything that it
 * sends, writes, logs or shows.
 */
export async function runForLeaks(options: LeakRunOptions): Promise<LeakRunResult> {
  const run = new LeakRun(options, new Gatherer(sharedSearcher(), options.isExplained));
  await run.play();
  return run.result;
}

class LeakRun {
  readonly #options: LeakRunOptions;
  readonly #gatherer: Gatherer;
  readonly #world: World;
  readonly #vendor: ScriptedVendor;
  #records = 0;
  #points = 0;

  constructor(options: LeakRunOptions, gatherer: Gatherer) {
    this.#options = options;
    this.#gatherer = gatherer;
    this.#world = new World(Date.UTC(2026, 2, 3, 9, 37, 20), options.seed);
    // The oldest route: whatever is asked that nobody expects.
    this.#world.route(/^https?:\/\/(?!127\.)/, (request) => {
      this.#gatherer.request("request elsewhere", request, this.#vendor.ledTo.has(request.url));
      return { status: 404 };
    });
    this.#vendor = new ScriptedVendor(this.#world, { answerShare: 0.12, mutates: true, ...options }, (request) =>
      this.#gatherer.request("request to a vendor", request, this.#vendor.ledTo.has(request.url)),
    );
    this.#openSinks();
  }

  get result(): LeakRunResult {
    const { applied } = this.#vendor;
    const { leaks, searched } = this.#gatherer;
    return { leaks, applied, vendor: this.#vendor, searched, records: this.#records, points: this.#points };
  }

  async play(): Promise<void> {
    const restore = this.#listenToProcess();
    try {
      await this.#runCollector();
    } catch (error) {
      this.#gatherer.error("error", error);
      throw error;
    } finally {
      restore();
    }
  }

  async #runCollector(): Promise<void> {
    const runtime = new VirtualRuntime(this.#world);
    const service = await this.#service(runtime);
    void service.fatal.then(({ error }) => this.#gatherer.error("error", error));
    await this.#world.until(service.start());
    for (let left = this.#options.minutes; left > 0; left--) {
      await this.#world.advance(minute);
      if (left % 5 === 1) await this.#lookAtPages();
      this.#gatherer.text("status", JSON.stringify(service.status()));
    }
    await this.#world.until(service.shutdown());
    this.#gatherer.text("metric readings", JSON.stringify(service.readings()));
    runtime.kill();
  }

  async #service(runtime: VirtualRuntime): Promise<Service> {
    const yaml = configurationFile(this.#vendor.workspaceId, this.#options.variant);
    const { instead = [] } = this.#options;
    const others = instead as readonly (typeof builtinFactories)[number][];
    const kept = builtinFactories.filter(
      ({ type, kind }) => !others.some((it) => it.type === type && it.kind === kind),
    );
    const loader = new ConfigurationLoader({
      env: {},
      files: { read: () => Promise.resolve(undefined) },
      builtin: [...kept, ...others],
      packageDoors: () => {
        throw new Error("no packages are loaded here");
      },
      folder: "/",
    });
    const { configuration } = await loader.load({ config: [`yaml:${yaml}`], set: [], components: [] });
    return createService({
      configuration,
      runtime: recordingRuntime(runtime, this.#gatherer),
      build: buildInfo,
      logger: this.#logger(),
      readProcess: () => ({ uptimeSeconds: 0, cpuSeconds: 0, rssBytes: 0, heapAllocBytes: 0, totalSysMemoryBytes: 0 }),
      effectiveConfiguration: () => "",
      writeConsole: (text) => this.#gatherer.text("console", text),
    });
  }

  #openSinks(): void {
    for (const [name, url] of Object.entries(sinkUrls))
      this.#world.route(url, (request) => {
        const body = this.#gatherer.request(`request to the sink ${name}`, request);
        if (name === "json") this.#count(Buffer.from(body).toString());
        return {};
      });
  }

  #count(json: string): void {
    this.#records += json.split('"timeUnixNano"').length - 1 - (json.split('"asDouble"').length - 1);
    this.#points += json.split('"asDouble"').length - 1;
    this.#options.seeJson?.(json);
  }

  #logger(): Logger {
    const write =
      (level: string) =>
      (data: LogData, message: string): void => {
        if (message.startsWith("The ledger does not balance")) this.#world.fail(new Error(JSON.stringify(data)));
        this.#gatherer.text(
          data["otelcol.component.id"] === "debug" ? "debug exporter" : "log line",
          `${level}\t${message}\t${JSON.stringify(data)}`,
        );
      };
    return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  }

  async #lookAtPages(): Promise<void> {
    for (const url of pages) {
      const parts: Uint8Array[] = [];
      const request = { method: "GET", url, headers: {}, signal: new AbortController().signal };
      const exchanged = this.#world.network.exchange(request, "localhost");
      const { status, chunks } = await this.#world.until(exchanged);
      for await (const chunk of chunks) parts.push(chunk);
      if (status >= 500 && !url.includes("13134") && !url.includes("13133"))
        throw new Error(`${url} answers ${status}`);
      this.#gatherer.bytes(`page ${new URL(url).pathname}`, Buffer.concat(parts));
    }
  }

  /** What is printed past every logger. */
  #listenToProcess(): () => void {
    const undo = [process.stdout, process.stderr].map((stream) => {
      const write = stream.write.bind(stream);
      stream.write = (chunk: string | Uint8Array, ...more: []) => {
        this.#gatherer.bytes("process output", Buffer.from(chunk));
        return write(chunk, ...more);
      };
      return () => void (stream.write = write);
    });
    return () => undo.forEach((each) => each());
  }
}
