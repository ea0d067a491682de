import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startCollector, type Collector } from "../collector.ts";
import { freePorts } from "../free-ports.ts";
import { openGateway } from "../gateway.ts";
import type { Stage } from "../stage.ts";
import { testdata } from "../workspace.ts";
import { FaultyVendor, openFaultySink, openShortLangsmith } from "./faulty-peers.ts";
import type { Jobs } from "./prometheus.ts";

const folder = (...names: readonly string[]): string => testdata(join("alerts", ...names));

/** What each collector of these tests is: a name for Prometheus, and the file that it runs. */
const files = {
  polling: "polling.yaml",
  pushed: "pushed.yaml",
  ancestor: "heir.yaml",
  heir: "heir.yaml",
  elector: "elector.yaml",
  clock: "healthy.yaml",
  healthy: "healthy.yaml",
} as const;

/** A collector of these tests. */
export type AlertJob = keyof typeof files;

const listeners = ["E2E_OTLP", "E2E_OTLP_FULL", "E2E_OTLP_DISK", "E2E_OTLP_LETTERS", "E2E_OTLP_LEAKY"] as const;

/** Where an application pushes to. */
export type Listener = (typeof listeners)[number];

/** Vendors, sinks and an API server that go wrong, and what collectors are started with in front of them. */
export class AlertStage {
  readonly vendor: FaultyVendor;
  /** Where each collector shows its metrics. */
  readonly jobs: Jobs;
  readonly #stage: Stage;
  readonly #env: NodeJS.ProcessEnv;
  readonly #listeners: ReadonlyMap<string, string>;

  private constructor(stage: Stage, vendor: FaultyVendor, env: NodeJS.ProcessEnv, ports: readonly number[]) {
    this.#stage = stage;
    this.vendor = vendor;
    this.#env = env;
    const names = Object.keys(files);
    this.jobs = Object.fromEntries(names.map((name, index) => [name, ports[index]!]));
    const rest = ports.slice(names.length);
    const all = names.flatMap((name) => listeners.map((listener) => `${name} ${listener}`));
    this.#listeners = new Map(all.map((key, index) => [key, `127.0.0.1:${rest[index]}`]));
  }

  static async open(stage: Stage): Promise<AlertStage> {
    const gateway = await openGateway(stage);
    const vendor = await FaultyVendor.open(stage);
    const count = Object.keys(files).length;
    const ports = await freePorts(count + count * listeners.length);
    const env = {
      E2E_GATEWAY: gateway.endpoint,
      E2E_LANGSMITH: await openShortLangsmith(stage),
      E2E_VENDOR: vendor.endpoint,
      E2E_SINK: await openFaultySink(stage),
      E2E_KUBECONFIG: stage.path("kubeconfig"),
    };
    await writeFile(env.E2E_KUBECONFIG, kubeconfig);
    return new AlertStage(stage, vendor, env, ports);
  }

  /** Starts one of them, with its state in `state`. */
  async start(
    job: AlertJob,
    { state = job, args = [], env = {} }: { state?: string; args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Collector> {
    await mkdir(this.state(state), { recursive: true });
    const own = listeners.map((listener) => [listener, this.listener(job, listener)] as const);
    const all = {
      ...this.#env,
      ...Object.fromEntries(own),
      E2E_STATE: this.state(state),
      E2E_METRICS_PORT: String(this.jobs[job]),
      ...env,
    };
    const flags = ["--components", folder("faults"), ...args];
    const collector = startCollector(this.#stage, [folder(files[job]), folder("metrics.yaml")], all, flags);
    await collector.ready();
    return collector;
  }

  listener(job: AlertJob, listener: Listener): string {
    return this.#listeners.get(`${job} ${listener}`)!;
  }

  state(name: string): string {
    return this.#stage.path("state", name);
  }
}

/** Loaded into a process before the program, which makes its clock and its event loop go wrong. */
export const faultyProcess = { NODE_OPTIONS: `--import ${folder("faulty-process.mjs")}` };

/** Nobody listens there. */
const kubeconfig = `apiVersion: v1
kind: Config
current-context: gone
clusters: [{ name: gone, cluster: { server: "https://127.0.0.1:9" } }]
users: [{ name: nobody, user: {} }]
contexts: [{ name: gone, context: { cluster: gone, user: nobody } }]
`;
