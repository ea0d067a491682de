import assert from "node:assert/strict";
import {
  CollectorError,
  type Component,
  type Consumer,
  type ErrorKind,
  type Factory,
  type Instruments,
  type Payload,
  type ProcessorSpec,
  type ProcessorTraits,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { decodeConfig } from "../decode-config.ts";
import { plainCase, type ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { consumerCases, expectPromptAbort, withStarted } from "./consumer-cases.ts";
import { declarationCases } from "./declaration-cases.ts";
import { lifecycleCases } from "./lifecycle-cases.ts";
import { polledCases } from "./polled-processor-cases.ts";
import { describeOutcome, type Stage } from "./stage.ts";
import { SuiteAudit } from "./suite-audit.ts";
import {
  allSignals,
  declaredSignals,
  payloadOf,
  together,
  type CreateSubject,
  type Payloads,
  type Subject,
} from "./subject.ts";

export interface ProcessorConformance extends ConformanceOptions {
  /** What it consumes, where generated model calls will not do. */
  readonly payloads?: Payloads;
}

type Processor = Factory<"processor", ProcessorSpec<never, Instruments>>;

const kinds: readonly ErrorKind[] = ["retryable", "gap", "malformed", "misconfigured", "refused"];

/** Everything that a processor promises. */
export function processorCases(factory: Processor, given: ProcessorConformance): ConformanceCase[] {
  const audit = new SuiteAudit();
  const options = { ...given, audit };
  const config = (): never => decodeConfig(factory.config, options.config ?? {}, factory.type);
  const traits = (): ProcessorTraits => factory.traits?.(config()) ?? {};
  const signals = allSignals.filter((signal) => createOf(factory, signal) !== undefined);
  const create: CreateSubject = (stage) => createSubject(factory, config(), signals, stage);
  return audit.over([
    ...declarationCases(factory, options),
    plainCase("creates what its stability declares", () => {
      const declared = declaredSignals(factory.stability);
      assert.deepEqual(signals, factory.createAny === undefined ? declared : signals, "stability and create… disagree");
      for (const signal of declared)
        assert.ok(signals.includes(signal), `stability declares ${signal}: no create for it`);
    }),
    ...lifecycleCases(options, create, exercise(options)),
    ...signals.flatMap((signal) => [
      ...consumerCases(signal, options, create),
      ...passingCases(signal, options, traits, create),
      ...polledCases(signal, options, traits, create),
    ]),
  ]);
}

type AnyCreate = (settings: Settings, config: never, next: Consumer<Payload>) => Partial<Component> & Consumer<Payload>;

function createOf(factory: Processor, signal: Signal): AnyCreate | undefined {
  const { createTraces, createMetrics, createLogs, createAny } = factory;
  const create = { traces: createTraces, metrics: createMetrics, logs: createLogs }[signal];
  return create ?? (declaredSignals(factory.stability).includes(signal) ? createAny : undefined);
}

function createSubject(factory: Processor, config: never, signals: readonly Signal[], stage: Stage): Subject {
  const components: Partial<Component>[] = [];
  const consumers: { [S in Signal]?: Consumer<Payload> } = {};
  for (const signal of signals) {
    const account = stage.ledger.account(signal);
    const settings = stage.settings(factory.type, factory.instruments, { pipeline: signal, books: account.books });
    const next = account.behind<never>(stage.sinks[signal]) as Consumer<Payload>;
    const processor = createOf(factory, signal)!(settings, config, next);
    components.push(processor);
    consumers[signal] = account.before(processor);
  }
  return { ...together(components), consumers };
}

function exercise({ payloads }: ProcessorConformance): (stage: Stage, subject: Subject) => Promise<void> {
  return async (stage, { consumers }) => {
    for (const signal of allSignals) {
      const consumer = consumers[signal];
      if (consumer === undefined) continue;
      const outcome = await stage.consume(consumer, payloadOf(signal, payloads));
      assert.notEqual(outcome.state, "pending", `${signal}: consume never settled`);
    }
  };
}

/** What it hands on, and what it says of the outcome. */
function passingCases(
  signal: Signal,
  options: ProcessorConformance,
  traits: () => ProcessorTraits,
  create: CreateSubject,
): ConformanceCase[] {
  const on = (name: string, play: (stage: Stage) => Promise<void>): ConformanceCase =>
    onStage(`${signal}: ${name}`, options, play);
  const keeps = (): boolean => traits().acknowledges === "accepted";
  const payload = (seed = 1): Payload => payloadOf(signal, options.payloads, seed);
  return [
    on("hands nothing on twice", async (stage) => {
      await withStarted(stage, create, signal, async (consume) => {
        const given = payload();
        const { items } = given;
        await stage.outcome(consume(given));
        await stage.world.advance(60_000);
        const out = itemsOf(stage, signal);
        assert.ok(out <= items, `${items} items in, ${out} items out`);
      });
    }),
    on("waits for the next consumer, when asked for delivery", async (stage) => {
      if (keeps()) return;
      await withStarted(stage, create, signal, async (consume) => {
        stage.sinks[signal].hold();
        const promise = consume(payload());
        const early = await stage.outcome(promise, 60_000);
        if (stage.sinks[signal].waiting.length > 0)
          assert.equal(early.state, "pending", `${describeOutcome(early)} before the next consumer had answered`);
        stage.sinks[signal].release();
        const late = await stage.outcome(promise);
        assert.equal(late.state, "resolved", `the next consumer took it, but consume ${describeOutcome(late)}`);
      });
    }),
    ...[...kinds, "bug" as const].map((kind) =>
      on(`passes an error of the next consumer on untouched (${kind})`, async (stage) => {
        if (keeps()) return;
        await withStarted(stage, create, signal, (consume) =>
          expectUntouched(stage, signal, kind, () => consume(payload())),
        );
      }),
    ),
    on("ends promptly when the sender leaves", async (stage) => {
      await withStarted(stage, create, signal, async (_consume, consumer) => {
        stage.sinks[signal].hold();
        const sender = new AbortController();
        const promise = consumer.consume(payload(), stage.context({ signal: sender.signal }));
        await stage.outcome(promise, 60_000);
        sender.abort(new Error("the sender left"));
        await expectPromptAbort(stage, promise);
        stage.sinks[signal].release();
      });
    }),
    on("hands on before it is shut down what it was given before", async (stage) => {
      const patient = await itemsAfterShutdown(stage, create, signal, payload, 60_000);
      stage.sinks[signal].clear();
      const hasty = await itemsAfterShutdown(stage, create, signal, payload, 0);
      assert.equal(hasty, patient, `${patient} items arrive in peace, but ${hasty} when it is shut down right away`);
    }),
  ];
}

async function expectUntouched(
  stage: Stage,
  signal: Signal,
  kind: ErrorKind | "bug",
  consumeOne: () => Promise<void>,
): Promise<void> {
  const error =
    kind === "bug" ? new TypeError("a bug further down") : new CollectorError("SINK_ERROR", "the sink's own", { kind });
  stage.sinks[signal].failWith(error);
  const outcome = await stage.outcome(consumeOne());
  const { arrivals } = stage.sinks[signal];
  if (arrivals.length === 0) return; // it let nothing through, so there was nothing to fail
  assert.equal(outcome.state, "rejected", `the next consumer rejected, but consume was ${describeOutcome(outcome)}`);
  if (arrivals.length === 1 && outcome.state === "rejected")
    assert.equal(outcome.error, error, `the error was replaced: ${describeOutcome(outcome)}`);
}

/** Ten payloads that are only to be accepted; a moment; shutdown. How many items arrived. */
async function itemsAfterShutdown(
  stage: Stage,
  create: CreateSubject,
  signal: Signal,
  payload: (seed: number) => Payload,
  pauseMs: number,
): Promise<number> {
  await withStarted(stage, create, signal, async (_consume, consumer) => {
    for (let seed = 0; seed < 10; seed++)
      await stage.consume(consumer, payload(seed), stage.context({ acknowledge: "accepted" }), pauseMs + 1_000);
    await stage.world.advance(pauseMs);
  });
  return itemsOf(stage, signal);
}

/** Items that arrived at a sink. */
export function itemsOf(stage: Stage, signal: Signal): number {
  return stage.sinks[signal].arrivals.reduce((items, arrival) => items + arrival.items, 0);
}
