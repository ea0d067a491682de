import assert from "node:assert/strict";
import {
  CollectorError,
  type ConnectorSpec,
  type ConnectorTraits,
  type Factory,
  type Instruments,
  type PipelineOutput,
  type Signal,
} from "@genai-collector/component";
import { decodeConfig } from "../decode-config.ts";
import { createOutputs } from "../outputs.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { consumerCases, withStarted } from "./consumer-cases.ts";
import { RecordedBooks } from "../recorded-books.ts";
import { declarationCases } from "./declaration-cases.ts";
import { lifecycleCases } from "./lifecycle-cases.ts";
import { describeOutcome, type Stage } from "./stage.ts";
import type { StageAccount } from "./stage-ledger.ts";
import { SuiteAudit } from "./suite-audit.ts";
import { allSignals, payloadOf, type CreateSubject, type Payloads, type Subject } from "./subject.ts";

export interface ConnectorConformance extends ConformanceOptions {
  /** What it consumes, where generated model calls will not do. */
  readonly payloads?: Payloads;
}

type Connector = Factory<"connector", ConnectorSpec<never, Instruments>>;

/** Everything that a connector promises. */
export function connectorCases(factory: Connector, given: ConnectorConformance): ConformanceCase[] {
  const audit = new SuiteAudit();
  const options = { ...given, audit };
  const config = (): never => decodeConfig(factory.config, options.config ?? {}, factory.type);
  const pairs = Object.keys(factory.stability).map((pair) => pair.split("-") as [Signal, Signal]);
  const inputs = allSignals.filter((signal) => pairs.some(([from]) => from === signal));
  const handsOn = (): boolean => !factory.traits(config()).aggregates;
  const create: CreateSubject = (stage) => createSubject(factory, config(), pairs, handsOn(), stage);
  return audit.over([
    ...declarationCases(factory, options),
    onStage("consumes what its stability declares", options, async (stage) => {
      const subject = create(stage);
      assert.deepEqual(
        allSignals.filter((signal) => subject.consumers[signal] !== undefined),
        inputs,
      );
      await stage.shutdown(subject);
    }),
    ...lifecycleCases(options, create, async (stage, subject) => {
      for (const signal of inputs) {
        const outcome = await stage.consume(subject.consumers[signal]!, payloadOf(signal, options.payloads));
        assert.equal(outcome.state, "resolved", `${signal}: consume was ${describeOutcome(outcome)}`);
      }
      await stage.world.advance(60_000);
    }),
    ...inputs.flatMap((signal) => [
      ...consumerCases(signal, options, create),
      ...outcomeCases(signal, options, () => factory.traits(config()), create),
    ]),
  ]);
}

function createSubject(
  factory: Connector,
  config: never,
  pairs: readonly (readonly [Signal, Signal])[],
  handsOn: boolean,
  stage: Stage,
): Subject {
  const fed = new Set(pairs.map(([, to]) => to));
  // What it makes is another account; what it hands on as it came is the same.
  const accounted = handsOn && pairs.every(([from, to]) => from === to);
  const books = new RecordedBooks();
  const accountOf = (signal: Signal): StageAccount | undefined =>
    accounted ? stage.ledger.account(signal, books) : undefined;
  const accounts = { traces: accountOf("traces"), metrics: accountOf("metrics"), logs: accountOf("logs") };
  const head = <S extends Signal>(signal: S, sink: PipelineOutput<S>): PipelineOutput<S>[] | undefined => {
    if (!fed.has(signal)) return undefined;
    const next = accounts[signal]?.behind(sink) ?? sink;
    return [{ pipeline: sink.pipeline, consume: (payload, context) => next.consume(payload, context) }];
  };
  const { traces, metrics, logs } = stage.sinks;
  const outputs = createOutputs({
    traces: head("traces", traces),
    metrics: head("metrics", metrics),
    logs: head("logs", logs),
  });
  const connector = factory.create(stage.settings(factory.type, factory.instruments, { books }), config, outputs);
  return {
    consumers: {
      traces: connector.traces && (accounts.traces?.before(connector.traces) ?? connector.traces),
      metrics: connector.metrics && (accounts.metrics?.before(connector.metrics) ?? connector.metrics),
      logs: connector.logs && (accounts.logs?.before(connector.logs) ?? connector.logs),
    },
    start: async (host) => connector.start?.(host),
    shutdown: async (signal) => connector.shutdown?.(signal),
  };
}

/** What aggregates makes new data: nobody upstream waits for it or hears of its fate. What does not, passes it on. */
function outcomeCases(
  signal: Signal,
  options: ConnectorConformance,
  traits: () => ConnectorTraits,
  create: CreateSubject,
): ConformanceCase[] {
  const failed = new CollectorError("SINK_ERROR", "the sink's own", { kind: "retryable" });
  return [
    onStage(`${signal}: tells of failures behind it exactly when it does not aggregate`, options, async (stage) => {
      await withStarted(stage, create, signal, async (consume) => {
        for (const sink of Object.values(stage.sinks)) sink.failWith(failed);
        const outcome = await stage.outcome(consume(payloadOf(signal, options.payloads)));
        const arrived = Object.values(stage.sinks).some(({ arrivals }) => arrivals.length > 0);
        if (traits().aggregates) assert.equal(outcome.state, "resolved", describeOutcome(outcome));
        else if (arrived) assert.deepEqual(outcome, { state: "rejected", error: failed }, describeOutcome(outcome));
      });
    }),
    onStage(`${signal}: what it makes carries no coverage when it aggregates`, options, async (stage) => {
      if (!traits().aggregates) return;
      await withStarted(stage, create, signal, async (_consume, consumer) => {
        const day = 86_400_000;
        const to = stage.world.now + day;
        const coverage = { receiver: "r", loop: "l", pass: "", from: to - 2 * day, to, observedAt: to };
        await stage.consume(consumer, payloadOf(signal, options.payloads), stage.context({ coverage }));
        await stage.world.advance(60_000);
      });
      for (const { context } of Object.values(stage.sinks).flatMap(({ arrivals }) => arrivals))
        assert.equal(context.coverage, undefined, "aggregated data was handed on as polled");
    }),
  ];
}
