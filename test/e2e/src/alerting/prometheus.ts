import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { eventually } from "../eventually.ts";
import { freePort } from "../free-ports.ts";
import type { Stage } from "../stage.ts";

/** An alert as Prometheus tells it. */
export interface FiringAlert {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What it scrapes, every two seconds, by the name of the job: ports of loopback. */
export type Jobs = Readonly<Record<string, number>>;

interface Answer<T> {
  readonly data: T;
}

/** A real Prometheus, in a folder and on a port of its own, until the stage ends. */
export class Prometheus {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Resolves when it answers. `rules`: the text of a file of rules, evaluated once a second. */
  static async start(stage: Stage, jobs: Jobs, rules: string): Promise<Prometheus> {
    await assertInstalled();
    const address = `127.0.0.1:${await freePort()}`;
    await writeFile(stage.path("rules.yaml"), rules);
    await writeFile(stage.path("prometheus.yaml"), configuration(jobs, stage.path("rules.yaml")));
    stage.start({
      command: "prometheus",
      args: [
        `--config.file=${stage.path("prometheus.yaml")}`,
        `--storage.tsdb.path=${stage.path("prometheus")}`,
        `--web.listen-address=${address}`,
        // What is not scraped any more is gone as soon, compared with the rest, as it would be.
        "--query.lookback-delta=6s",
        "--log.level=warn",
      ],
    });
    const prometheus = new Prometheus(`http://${address}`);
    await eventually("Prometheus", async () => (await fetch(`http://${address}/-/ready`)).ok);
    return prometheus;
  }

  /** Those that fire now. */
  async firing(): Promise<readonly FiringAlert[]> {
    const response = await fetch(`${this.#url}/api/v1/alerts`);
    type Told = Omit<FiringAlert, "name"> & { readonly state: string };
    const { data } = (await response.json()) as Answer<{ readonly alerts: readonly Told[] }>;
    return data.alerts
      .filter(({ state }) => state === "firing")
      .map(({ labels, annotations }) => ({ name: labels["alertname"]!, labels, annotations }));
  }

  /** How many series an expression gives now. */
  async count(expression: string): Promise<number> {
    const response = await fetch(`${this.#url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data } = (await response.json()) as Answer<{ readonly result: readonly unknown[] }>;
    return data.result.length;
  }
}

async function assertInstalled(): Promise<void> {
  try {
    await promisify(execFile)("prometheus", ["--version"]);
  } catch (cause) {
    throw new Error("prometheus is not there: install it (Debian, Ubuntu: apt-get install prometheus)", { cause });
  }
}

/** JSON is YAML. */
function configuration(jobs: Jobs, rules: string): string {
  return JSON.stringify({
    // A scrape that fails ends the waiting of an alert: a busy machine gets two seconds for one.
    global: { scrape_interval: "2s", scrape_timeout: "2s", evaluation_interval: "1s" },
    rule_files: [rules],
    scrape_configs: Object.entries(jobs).map(([job_name, port]) => ({
      job_name,
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    })),
  });
}
