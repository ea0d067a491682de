import { mkdir } from "node:fs/promises";
import { startCollector, type Collector } from "./collector.ts";
import { freePort } from "./free-ports.ts";
import { metricsPage } from "./metrics-page.ts";
import type { Stage } from "./stage.ts";
import { testdata } from "./workspace.ts";

/** The two ways in which `testdata/durable.yaml` answers. */
export const acknowledgements = ["delivered", "accepted"] as const;

export type Acknowledgement = (typeof acknowledgements)[number];

/** Collectors with queues on disk (`testdata/durable.yaml`), all on the same ports and the same folder, one at a time. */
export class Durable {
  /** Where the queues are. */
  readonly folder: string;
  readonly #stage: Stage;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(stage: Stage, folder: string, env: Readonly<Record<string, string>>) {
    this.#stage = stage;
    this.folder = folder;
    this.#env = env;
  }

  /** Starts none. `sink`: its URL. */
  static async prepare(stage: Stage, sink: string, folder = stage.path("state")): Promise<Durable> {
    await mkdir(folder, { recursive: true });
    const ports = await Promise.all(Array.from({ length: 5 }, () => freePort()));
    return new Durable(stage, folder, {
      E2E_SINK: sink,
      E2E_STATE: folder,
      E2E_LEDGER: stage.path("ledger.json"),
      E2E_METRICS_PORT: `${ports[0]}`,
      E2E_DELIVERED_HTTP: `127.0.0.1:${ports[1]}`,
      E2E_DELIVERED_GRPC: `127.0.0.1:${ports[2]}`,
      E2E_ACCEPTED_HTTP: `127.0.0.1:${ports[3]}`,
      E2E_ACCEPTED_GRPC: `127.0.0.1:${ports[4]}`,
    });
  }

  launch(): Collector {
    return startCollector(this.#stage, [testdata("durable.yaml")], this.#env);
  }

  /** `host:port` */
  listener(acknowledge: Acknowledgement, protocol: "http" | "grpc"): string {
    return this.#env[`E2E_${acknowledge}_${protocol}`.toUpperCase()]!;
  }

  /** The page of the metrics of the one that runs. */
  page(): Promise<string> {
    return metricsPage(this.#env["E2E_METRICS_PORT"]!);
  }
}
