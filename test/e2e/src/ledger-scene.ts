import { setTimeout as sleep } from "node:timers/promises";
import { runCli, settingsOf, startCollector, type Collector } from "./collector.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-ports.ts";
import { openGateway } from "./gateway.ts";
import { numberedRequest, numbersOf } from "./numbered-items.ts";
import { OtlpSink, type SinkAnswer, type SinkRequest } from "./otlp-sink.ts";
import { push } from "./push.ts";
import { receivedPoints } from "./received-points.ts";
import type { Stage } from "./stage.ts";
import { testdata } from "./workspace.ts";

/** What the sink is asked and does not answer is under way when its sender dies. */
const hangMs = 20_000;
/** What was counted is on its page after a quarter of a second. */
const pageMs = 600;

/** Collectors of `testdata/ledger.yaml`, one after the other, and a sink that knows what it has answered. */
export class LedgerScene {
  /** Points and spans of requests that were answered, in all lives. */
  readonly answered = { metrics: 0, traces: 0 };
  /** Numbers of the spans that the sink has, answered or not. */
  readonly spans = new Set<number>();
  /** Spans that clients were told are taken. */
  promised = 0;
  /** How many more requests with polled points are answered. */
  pollsLeft = Infinity;
  answersSpans = true;
  readonly #stage: Stage;
  readonly #env: Readonly<Record<string, string>>;
  readonly #hanging = { metrics: 0, traces: 0 };

  private constructor(stage: Stage, sink: OtlpSink, env: Readonly<Record<string, string>>) {
    this.#stage = stage;
    this.#env = env;
    sink.answer = (request) => this.#take(request);
  }

  static async open(stage: Stage): Promise<LedgerScene> {
    const gateway = await openGateway(stage);
    const sink = await OtlpSink.open(stage);
    const settings = await settingsOf(stage, { gateway: gateway.endpoint, sink: sink.endpoint });
    return new LedgerScene(stage, sink, { ...settings, E2E_ZPAGES: `127.0.0.1:${await freePort()}` });
  }

  /** Where `genai-collector ledger` asks. */
  get endpoint(): string {
    return this.#env["E2E_ZPAGES"]!;
  }

  /** The next life. */
  async launch(): Promise<Collector> {
    const collector = startCollector(this.#stage, [testdata("ledger.yaml")], this.#env);
    await collector.ready();
    return collector;
  }

  /** Sends requests of seven spans each. */
  async push(requests: number): Promise<void> {
    for (let left = requests; left > 0; left--) {
      const { status } = await push(
        this.#env["E2E_OTLP"]!,
        "traces",
        numberedRequest("traces", { first: this.promised, count: 7 }),
      );
      if (status !== 200) throw new Error(`a push was answered with ${status}`);
      this.promised += 7;
    }
  }

  /** Resolves when requests of both kinds hang at the sink, and the collector has written down what was before. */
  async isStuck(): Promise<void> {
    await eventually("requests that hang", () => this.#hanging.metrics > 0 && this.#hanging.traces > 0);
    await sleep(pageMs);
  }

  /** The sink answers again. */
  recovers(): void {
    this.pollsLeft = Infinity;
    this.answersSpans = true;
    Object.assign(this.#hanging, { metrics: 0, traces: 0 });
  }

  /** `genai-collector ledger`, as a user calls it. */
  ledger(...args: readonly string[]): ReturnType<typeof runCli> {
    return runCli(["ledger", ...args], { cwd: this.#stage.folder });
  }

  #take({ signal, body }: SinkRequest): SinkAnswer {
    const isPolled = signal === "metrics";
    const isAnswered = isPolled ? this.pollsLeft-- > 0 : this.answersSpans;
    if (!isPolled) for (const number of numbersOf("traces", body)) this.spans.add(number);
    const kind = isPolled ? "metrics" : "traces";
    if (!isAnswered) {
      this.#hanging[kind]++;
      return { delayMs: hangMs };
    }
    this.answered[kind] += isPolled ? receivedPoints(body).length : numbersOf("traces", body).length;
    return {};
  }
}
