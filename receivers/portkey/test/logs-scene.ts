import type { Component, HttpRequest, Instant, LaneKey } from "@genai-collector/component";
import { plantedTexts, PortkeySimulator, type PortkeyOptions } from "@genai-collector/simulator";
import {
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  LogsSink,
  Recorded,
  recordsOf,
  VirtualRuntime,
  World,
  type Answer,
} from "@genai-collector/testkit";
import { expect } from "vitest";
import { portkeyReceiverFactory, type PortkeyConfig } from "../src/index.ts";
import { Checkpoints, minute, start, type Running } from "./portkey-scene.ts";

export const hour = 60 * minute;

export interface LogsSceneOptions {
  /** Over `logs_export` of the workspace `production`. */
  readonly exports?: object;
  readonly config?: object;
  readonly platform?: Partial<PortkeyOptions>;
  readonly start?: Instant;
  readonly pipelines?: readonly string[];
}

/** One request to the simulated platform. */
export interface AskedExport {
  readonly at: Instant;
  /** For example `POST /logs/exports/exp-1/start`, or `GET objects/exp-1.jsonl`. */
  readonly what: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A receiver that exports logs of a simulated platform, in virtual time, into one sink for each pipeline. */
export class LogsScene {
  readonly world: World;
  readonly simulator: PortkeySimulator;
  readonly store = new Checkpoints();
  readonly sinks: readonly LogsSink[];
  readonly recorded = new Recorded();
  readonly asked: AskedExport[] = [];
  /** Answers in place of the platform, where it gives something. */
  instead: (asked: AskedExport) => Answer | undefined = () => undefined;
  config: PortkeyConfig;
  readonly #options: LogsSceneOptions;

  constructor(options: LogsSceneOptions = {}) {
    this.#options = options;
    this.world = new World(options.start ?? start);
    const platform = { seed: 7, apiKey: "pk-test", requestsPerMinute: 10, ...options.platform };
    this.simulator = new PortkeySimulator({ ...platform, now: () => this.world.now });
    this.sinks = (options.pipelines ?? ["logs"]).map((pipeline) => new LogsSink(pipeline));
    this.config = this.decode(options.exports);
    this.world.route(/^https?:/, (request, now) => this.#answer(request, now));
  }

  static async running(options: LogsSceneOptions = {}): Promise<LogsScene> {
    const scene = new LogsScene(options);
    await scene.start();
    return scene;
  }

  /** The configuration with other settings of the loop. */
  decode(exports: object = {}): PortkeyConfig {
    const loop = {
      workspace_id: this.simulator.workspaceId("production"),
      signed_url_allow_hosts: ["objects.example.net"],
      ...exports,
    };
    const config = { api_key: "pk-test", loops: { logs_export: loop }, ...this.#options.config };
    return decodeConfig(portkeyReceiverFactory.config, config, "receivers::portkey");
  }

  get sink(): LogsSink {
    return this.sinks[0]!;
  }

  async start(runtime = new VirtualRuntime(this.world)): Promise<Running> {
    const receiver = this.create(runtime);
    await receiver.start(createHost({ file_checkpoint: this.store.provided }));
    return { runtime, receiver };
  }

  create(runtime: VirtualRuntime): Component {
    const settings = createSettings<NonNullable<typeof portkeyReceiverFactory.instruments>>("portkey", runtime, {
      recorded: this.recorded,
      paths: this.sinks.map(({ pipeline }) => ({ pipeline, signal: "logs", loops: [], pushed: false, exporters: [] })),
      instruments: portkeyReceiverFactory.instruments,
    });
    return portkeyReceiverFactory.create(settings, this.config, createOutputs({ logs: [...this.sinks] }));
  }

  stop({ receiver }: Running): Promise<void> {
    return this.world.until(receiver.shutdown(new AbortController().signal));
  }

  advance(ms: number): Promise<void> {
    return this.world.advance(ms);
  }

  lane(pass = "", pipeline = "logs"): LaneKey {
    return { receiver: "portkey", loop: "logs_export", pass, pipeline };
  }

  async frontier(pass = "", pipeline = "logs"): Promise<Instant> {
    return (await this.store.load(this.lane(pass, pipeline)))?.frontier.time ?? Number.NaN;
  }

  /** The sum of an instrument of the receiver. */
  count(instrument: string): number {
    return this.recorded.count(`portkey.${instrument}`);
  }

  skipped(reason: string): number {
    return this.count(`skipped_items{loop=logs_export,reason=${reason}}`);
  }

  problems(reason: string): number {
    return this.count(`export_problems{reason=${reason}}`);
  }

  jobs(outcome: string): number {
    return this.count(`export_jobs{outcome=${outcome}}`);
  }

  /** Requests whose `what` matches. */
  askedFor(what: RegExp): readonly AskedExport[] {
    return this.asked.filter((asked) => what.test(asked.what));
  }

  /** Ids of what arrived, in order. */
  ids(sink = this.sink): readonly string[] {
    return sink.payloads.flatMap((payload) => recordsOf(payload).map((record) => attributeOf(record, "id") as string));
  }

  /** Ids of what should arrive of requests made in [from, to). */
  trueIds(from: Instant, to: Instant, apiKeyIds?: readonly string[]): readonly string[] {
    return [...this.simulator.logTruth({ from, to, apiKeyIds })].map(({ id }) => id);
  }

  /** Everything between the first starting point and the frontier arrived, once, and nothing else did. */
  async expectTruth(
    from: Instant,
    options: { readonly missing?: number; readonly repeated?: number } = {},
  ): Promise<void> {
    const to = await this.frontier();
    const truth = this.trueIds(from, to);
    const found = this.ids();
    const unique = new Set(found);
    expect(truth.length).toBeGreaterThan(0);
    expect({
      strangers: [...unique].filter((id) => !truth.includes(id)),
      missing: truth.filter((id) => !unique.has(id)).length,
      repeated: found.length - unique.size,
    }).toEqual({ strangers: [], missing: options.missing ?? 0, repeated: options.repeated ?? 0 });
  }

  /** Nothing that the platform planted is in what was delivered, told, or saved; nor is a key or a signature. */
  expectNoContent(): void {
    const delivered = this.sinks.flatMap(({ payloads }) =>
      payloads.flatMap((payload) => payload.encoded().map(({ bytes }) => Buffer.from(bytes))),
    );
    const told = JSON.stringify([this.recorded.logs, this.recorded.statuses, this.store.saved], (_, value: unknown) =>
      value instanceof Error ? { message: value.message, stack: value.stack, cause: value.cause } : value,
    );
    const all = `${Buffer.concat(delivered).toString("latin1")}\n${told}`;
    for (const planted of [...plantedTexts, "pk-test", "X-Amz", "Signature="]) expect(all).not.toContain(planted);
  }

  #answer(request: HttpRequest, at: Instant): Answer {
    const url = new URL(request.url);
    const isObject = url.hostname === "objects.example.net";
    const path = isObject ? `objects${url.pathname}` : url.pathname.replace(/^\/v1/, "");
    const body = Buffer.concat(request.body ?? []).toString("utf8");
    const asked = { at, what: `${request.method} ${path}`, url, headers: request.headers, body };
    this.asked.push(asked);
    const instead = this.instead(asked);
    if (instead !== undefined) return instead;
    const { cutAfter, ...answer } = isObject ? this.simulator.handleObject(request) : this.simulator.handle(request);
    return { ...answer, cutAfterBytes: cutAfter };
  }
}

/** The value of an attribute, as JavaScript has it; undefined where it is not there. */
export function attributeOf(
  record: { readonly attributes: readonly { readonly key: string; readonly value: object }[] },
  key: string,
): unknown {
  const value = record.attributes.find((each) => each.key === key)?.value;
  return value && Object.values(value).find((each) => each !== undefined);
}
