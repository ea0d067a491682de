import { runCli, settingsOf, startCollector, type Collector } from "./collector.ts";
import { eventually } from "./eventually.ts";
import { metricsPage, sampleOf } from "./metrics-page.ts";
import { requestTypes } from "./otlp-schema.ts";
import { OtlpSink } from "./otlp-sink.ts";
import { push } from "./push.ts";
import type { Stage } from "./stage.ts";
import { collectorProgram, testdata } from "./workspace.ts";

/** One record: a number to know it by, and what nobody should see. */
export interface SentRecord {
  readonly item: number;
  readonly body: string | undefined;
}

interface Decoded {
  readonly resourceLogs?: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly body?: { readonly stringValue?: string };
        readonly attributes: readonly { readonly value: { readonly intValue: number | { toNumber(): number } } }[];
      }[];
    }[];
  }[];
}

/** What the record with a number says. */
export const promptOf = (item: number): string => `tell me about patient ${item}`;

/** A request of one record. */
export function recordRequest(item: number): Uint8Array {
  const attributes = [{ key: "item", value: { intValue: item } }];
  const record = { body: { stringValue: promptOf(item) }, attributes };
  const type = requestTypes.logs;
  return type.encode(type.fromObject({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })).finish();
}

/** The records of a request. */
export function recordsIn(body: Uint8Array): SentRecord[] {
  const { resourceLogs = [] } = requestTypes.logs.decode(body) as unknown as Decoded;
  const records = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
  return records.map(({ body: said, attributes }) => ({
    item: Number(attributes[0]!.value.intValue),
    body: said?.stringValue === "" ? undefined : said?.stringValue,
  }));
}

/** A collector that keeps dead letters, and a sink that will never take some records. */
export class LetterScene {
  readonly sink: OtlpSink;
  readonly #stage: Stage;
  readonly #env: Record<string, string>;
  /** Whether the sink will never take the record. */
  refuses: (item: number) => boolean = (item) => item % 2 === 1;
  /** How long the sink takes. */
  delayMs = 0;

  private constructor(stage: Stage, sink: OtlpSink, env: Record<string, string>) {
    this.#stage = stage;
    this.sink = sink;
    this.#env = env;
    sink.answer = ({ body }) =>
      recordsIn(body).some(({ item }) => this.refuses(item))
        ? { status: 400, body: "err-mimir-sample-timestamp-too-old: patient 7" }
        : { delayMs: this.delayMs };
  }

  static async open(stage: Stage): Promise<LetterScene> {
    const sink = await OtlpSink.open(stage);
    return new LetterScene(stage, sink, await settingsOf(stage, { sink: sink.endpoint }));
  }

  get folder(): string {
    return this.#stage.path("state", "letters");
  }

  /** Everything that the sink took, in order. */
  get taken(): SentRecord[] {
    return this.sink.bodies("logs").flatMap(recordsIn);
  }

  async launch(): Promise<Collector> {
    const collector = startCollector(this.#stage, [testdata("dead-letters.yaml")], this.#env);
    await collector.ready();
    return collector;
  }

  /** Sends records, and waits until `kept` of them are dead letters. */
  async send(items: readonly number[], kept: number): Promise<void> {
    const before = await this.#kept();
    for (const item of items) await push(this.#env["E2E_OTLP"]!, "logs", recordRequest(item));
    await eventually("dead letters", async () => (await this.#kept()) === before + kept);
  }

  replay(args: readonly string[] = [], env: Record<string, string> = {}): ReturnType<typeof runCli> {
    return runCli(this.#replayArgs(args), { cwd: this.#stage.folder, env: { ...this.#env, ...env } });
  }

  /** Begins a replay, and kills it when the sink has taken so many requests more. */
  async replayKilledAfter(requests: number): Promise<void> {
    const end = this.sink.taken.length + requests;
    const child = this.#stage.start({ args: [collectorProgram, ...this.#replayArgs([])], env: this.#env });
    await eventually("some letters at the sink", () => this.sink.taken.length >= end || child.hasEnded);
    await child.end("SIGKILL");
  }

  #replayArgs(args: readonly string[]): readonly string[] {
    return ["replay", "--config", testdata("dead-letters.yaml"), ...args];
  }

  async #kept(): Promise<number> {
    const page = await metricsPage(this.#env["E2E_METRICS_PORT"]!);
    return sampleOf(page, "otelcol_exporter_otlp_http_dead_letter_items", { outcome: "kept" }) ?? 0;
  }
}
