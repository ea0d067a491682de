import assert from "node:assert/strict";
import {
  isCollectorError,
  type ExporterSpec,
  type Factory,
  type HttpRequest,
  type Instruments,
  type Payload,
  type Signal,
} from "@genai-collector/component";
import { decodeConfig } from "../decode-config.ts";
import type { Answer } from "../network-answer.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { consumerCases, expectPromptAbort, withStarted } from "./consumer-cases.ts";
import { declarationCases } from "./declaration-cases.ts";
import { lifecycleCases } from "./lifecycle-cases.ts";
import { begin, describeOutcome, promptMs, type Stage } from "./stage.ts";
import { SuiteAudit } from "./suite-audit.ts";
import { allSignals, declaredSignals, payloadOf, type CreateSubject, type Payloads, type Subject } from "./subject.ts";

export interface ExporterConformance extends ConformanceOptions {
  /** What it consumes, where generated model calls will not do. */
  readonly payloads?: Payloads;
  /**
   * How its sink answers over HTTP when all is well, whatever the URL. Absent for exporters that send nothing: the cases
   * about sinks are left out.
   */
  readonly sink?: (request: HttpRequest) => Answer;
  /** How its sink says "later"; a 503 when absent. */
  readonly busy?: Answer;
  /** How its sink says "never, until a human acts"; a 401 when absent. */
  readonly refusal?: Answer;
}

type Exporter = Factory<"exporter", ExporterSpec<never, Instruments>>;

/** Everything that an exporter promises. */
export function exporterCases(factory: Exporter, given: ExporterConformance): ConformanceCase[] {
  const audit = new SuiteAudit();
  const options = { ...given, audit };
  const config = (): never => decodeConfig(factory.config, options.config ?? {}, factory.type);
  const signals = declaredSignals(factory.stability);
  const create: CreateSubject = (stage) => createSubject(factory, config(), stage);
  const prepared: ExporterConformance = { ...options, prepare: (world) => prepareSink(world, options) };
  return audit.over([
    ...declarationCases(factory, options),
    onStage("consumes what its stability declares, and nothing else", prepared, async (stage) => {
      const subject = create(stage);
      const consumed = allSignals.filter((signal) => subject.consumers[signal] !== undefined);
      assert.deepEqual(consumed, signals);
      await stage.shutdown(subject);
    }),
    ...lifecycleCases(prepared, create, (stage, subject) => exercise(stage, subject, signals, options)),
    ...signals.flatMap((signal) => [
      ...consumerCases(signal, prepared, create),
      ...(options.sink === undefined ? [] : sinkCases(signal, options, factory.traits(config()).acknowledges, create)),
    ]),
  ]);
}

function prepareSink(world: Stage["world"], options: ExporterConformance): void {
  options.prepare?.(world);
  const { sink } = options;
  if (sink !== undefined) world.route(/^https?:/, (request) => sink(request));
}

function createSubject(factory: Exporter, config: never, stage: Stage): Subject {
  const account = stage.ledger.exporter();
  const settings = stage.settings(factory.type, factory.instruments, { exportCounters: account.counters });
  const exporter = factory.create(settings, config);
  const { traces, metrics, logs } = exporter;
  return {
    consumers: {
      traces: traces && account.before("traces", traces),
      metrics: metrics && account.before("metrics", metrics),
      logs: logs && account.before("logs", logs),
    },
    start: async (host) => exporter.start?.(host),
    shutdown: async (signal) => exporter.shutdown?.(signal),
  };
}

async function exercise(
  stage: Stage,
  subject: Subject,
  signals: readonly Signal[],
  { payloads }: ExporterConformance,
): Promise<void> {
  for (const signal of signals) {
    const outcome = await stage.consume(subject.consumers[signal]!, payloadOf(signal, payloads));
    assert.equal(outcome.state, "resolved", `${signal}: the sink is well, but consume was ${describeOutcome(outcome)}`);
  }
}

/** What becomes of a payload when the sink is well, busy, refusing, silent or away. */
function sinkCases(
  signal: Signal,
  options: ExporterConformance,
  acknowledges: "delivered" | "accepted" | "pull",
  create: CreateSubject,
): ConformanceCase[] {
  const busy = options.busy ?? { status: 503 };
  const refusal = options.refusal ?? { status: 401 };
  const payload = (): Payload => payloadOf(signal, options.payloads);
  const on = (
    name: string,
    answer: (request: HttpRequest, number: number, stage: Stage) => Answer | Promise<Answer>,
    play: (stage: Stage, requests: readonly HttpRequest[]) => Promise<void>,
  ): ConformanceCase =>
    onStage(`${signal}: ${name}`, options, async (stage) => {
      const requests: HttpRequest[] = [];
      stage.world.route(/^https?:/, (request) => answer(request, requests.push(request), stage));
      await play(stage, requests);
    });
  const ok = options.sink!;
  const never = (): Promise<Answer> => new Promise(() => undefined);
  return [
    on("starts without waiting for its sink", never, async (stage) => {
      const subject = create(stage);
      const started = await stage.outcome(stage.beginStart(subject), promptMs);
      assert.equal(started.state, "resolved", `start was ${describeOutcome(started)} while the sink did not answer`);
      await stage.shutdown(subject);
    }),
    on("resolves when the sink has answered, and not before", slow(ok), async (stage) => {
      await withStarted(stage, create, signal, async (consume) => {
        const promise = consume(payload());
        const early = await stage.outcome(promise, slowMs / 2);
        if (acknowledges === "delivered")
          assert.equal(early.state, "pending", `${describeOutcome(early)} before the sink had answered`);
        const late = await stage.outcome(promise);
        assert.equal(late.state, "resolved", `the sink took it, but consume was ${describeOutcome(late)}`);
      });
    }),
    on(
      "tells of a busy sink with a retryable error, if it gives up",
      () => busy,
      async (stage) => {
        await withStarted(stage, create, signal, async (consume) => {
          await expectError(stage, consume(payload()), ["retryable"]);
        });
      },
    ),
    on("sends again what the sink asked for later, once", upTo(2, busy, ok), async (stage, requests) => {
      await withStarted(stage, create, signal, async (consume) => {
        const outcome = await stage.outcome(consume(payload()));
        if (outcome.state === "rejected") return expectKind(outcome.error, ["retryable"]);
        const sent = requests.map(({ body = [] }) => body.map(toHex).join("")).slice(2);
        assert.equal(new Set(sent).size, sent.length, "what the sink had taken was sent again");
      });
    }),
    on(
      "does not repeat what the sink refuses for good",
      () => refusal,
      async (stage, requests) => {
        await withStarted(stage, create, signal, async (consume) => {
          await expectError(stage, consume(payload()), ["misconfigured", "malformed", "gap"]);
          const bodies = requests.map(({ url, body = [] }) => `${url} ${body.map(toHex).join("")}`);
          assert.equal(new Set(bodies).size, bodies.length, `sent ${bodies.length} times: a refusal is not retried`);
        });
      },
    ),
    on("ends promptly when the sender leaves", never, async (stage) => {
      await withStarted(stage, create, signal, async (_consume, consumer) => {
        const sender = new AbortController();
        const promise = begin(consumer, payload(), stage.context({ signal: sender.signal }));
        await stage.outcome(promise, promptMs);
        sender.abort(new Error("the sender left"));
        await expectPromptAbort(stage, promise);
      });
    }),
    on("gives up at the end of the time to shut down, though the sink is silent", never, async (stage) => {
      let promise = Promise.resolve();
      await withStarted(stage, create, signal, async (consume) => {
        promise = consume(payload());
        await stage.outcome(promise, promptMs);
      });
      const outcome = await stage.outcome(promise, promptMs);
      assert.notEqual(outcome.state, "pending", "the exporter is shut down, but consume never settled");
    }),
    on("sends before it is shut down what it was given before", slow(ok), async (stage, requests) => {
      await withStarted(stage, create, signal, async (_consume, consumer) => {
        const context = stage.context({ acknowledge: "accepted" });
        for (let seed = 0; seed < 10; seed++) void begin(consumer, payloadOf(signal, options.payloads, seed), context);
      });
      assert.ok(requests.length > 0, "nothing of ten payloads was sent");
    }),
  ];
}

/** How long a slow sink takes to answer, in virtual milliseconds. */
const slowMs = 1_000;

function slow(ok: (request: HttpRequest) => Answer): (request: HttpRequest) => Answer {
  return (request) => ({ delayMs: slowMs, ...ok(request) });
}

function upTo(
  failures: number,
  answer: Answer,
  ok: (request: HttpRequest) => Answer,
): (request: HttpRequest, number: number) => Answer {
  return (request, number) => (number <= failures ? answer : ok(request));
}

async function expectError(stage: Stage, promise: Promise<void>, kinds: readonly string[]): Promise<void> {
  const outcome = await stage.outcome(promise);
  assert.notEqual(outcome.state, "pending", "consume never settled");
  if (outcome.state === "rejected") expectKind(outcome.error, kinds);
}

function expectKind(error: unknown, kinds: readonly string[]): void {
  assert.ok(isCollectorError(error), `rejected with something else than a CollectorError: ${String(error)}`);
  assert.ok(kinds.includes(error.kind), `expected kind ${kinds.join(" or ")}, found ${error.kind} (${error.code})`);
  assert.match(error.code, /^[A-Z][A-Z0-9_]*$/, `the code ${error.code} is not in upper case`);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
