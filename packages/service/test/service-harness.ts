import type { LogData, Logger } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { createService } from "../src/create-service.ts";
import type { Service } from "../src/service.ts";
import type { ServiceOptions } from "../src/service-parts.ts";

/** One log line. */
export interface Line {
  readonly level: keyof Logger;
  readonly message: string;
  readonly data: LogData;
}

/** A logger that keeps its lines. */
export function keptLines(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: keyof Logger) => (data: LogData, message: string) => void lines.push({ level, message, data });
  return { lines, logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

/** A world with one process, and what a service in it says. */
export class ServiceHarness {
  readonly world = new World();
  readonly runtime = new VirtualRuntime(this.world);
  readonly console: string[] = [];
  readonly lines: Line[];
  readonly #logger: Logger;

  constructor() {
    const { lines, logger } = keptLines();
    this.lines = lines;
    this.#logger = logger;
  }

  options(configuration: ServiceOptions["configuration"]): ServiceOptions {
    return {
      configuration,
      runtime: this.runtime,
      logger: this.#logger,
      build: { command: "genai-collector", version: "1.2.3" },
      readProcess: () => ({
        uptimeSeconds: this.runtime.clock.monotonic() / 1_000,
        cpuSeconds: 1.5,
        rssBytes: 100_000_000,
        heapAllocBytes: 20_000_000,
        totalSysMemoryBytes: 60_000_000,
      }),
      effectiveConfiguration: () => "receivers: {}\n",
      writeConsole: (text) => void this.console.push(text),
    };
  }

  create(configuration: ServiceOptions["configuration"]): Promise<Service> {
    return createService(this.options(configuration));
  }

  /** Sentences of at least `info`, in order. */
  get sentences(): readonly string[] {
    return this.lines.filter(({ level }) => level !== "debug").map(({ message }) => message);
  }

  /** Runs `work` while virtual time goes by. */
  run<T>(work: Promise<T>): Promise<T> {
    return this.world.until(work);
  }

  /** The page of the collector's own metrics. */
  async page(url = "http://localhost:8888/metrics", headers: Record<string, string> = {}) {
    const signal = new AbortController().signal;
    const client = new VirtualRuntime(this.world).http.open({});
    const host = new URL(url).host;
    const response = await this.run(client.request({ method: "GET", url, headers: { host, ...headers }, signal }));
    const text = new TextDecoder().decode(await this.run(response.body.read(1_000_000)));
    return { status: response.status, headers: response.headers, text };
  }
}
