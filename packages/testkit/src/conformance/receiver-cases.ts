import assert from "node:assert/strict";
import {
  type Component,
  type Factory,
  type Instruments,
  type PathTraits,
  type ReceiverSpec,
  type ReceiverTraits,
} from "@genai-collector/component";
import { decodeConfig } from "../decode-config.ts";
import { createOutputs } from "../outputs.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import { declarationCases } from "./declaration-cases.ts";
import { lifecycleCases } from "./lifecycle-cases.ts";
import { pollingCases } from "./polling-receiver-cases.ts";
import { pushCases } from "./pushed-receiver-cases.ts";
import type { ReceiverConformance } from "./receiver-conformance.ts";
import type { Stage } from "./stage.ts";
import { declaredSignals, type Subject } from "./subject.ts";

type Receiver = Factory<"receiver", ReceiverSpec<never, Instruments>>;

/** Everything that a receiver promises. */
export function receiverCases(factory: Receiver, options: ReceiverConformance): ConformanceCase[] {
  const config = (): never => decodeConfig(factory.config, options.config ?? {}, factory.type);
  const traits = (): ReceiverTraits => factory.traits?.(config()) ?? {};
  const create = (stage: Stage): Subject => {
    const receiver = createReceiver(factory, config(), traits(), stage);
    return {
      consumers: {},
      start: (host) => receiver.start(host),
      shutdown: (signal) => receiver.shutdown(signal),
    };
  };
  return [
    ...declarationCases(factory, options),
    ...(options.poll === undefined ? lifecycleCases(options, create, workFor(options)) : []),
    onStage("says that it polls exactly when it does", options, async (stage) => {
      const isPolling = options.poll !== undefined;
      assert.equal((traits().loops ?? []).length > 0, isPolling, "traits().loops and the options poll/push disagree");
      await stage.shutdown(create(stage));
    }),
    ...(options.push === undefined ? [] : pushCases(options.push, options, create)),
    ...(options.poll === undefined ? [] : pollingCases(factory, options, options.poll)),
  ];
}

function createReceiver(factory: Receiver, config: never, traits: ReceiverTraits, stage: Stage): Component {
  const signals = declaredSignals(factory.stability);
  const { traces, metrics, logs } = stage.sinks;
  const outputs = createOutputs({
    traces: signals.includes("traces") ? [traces] : undefined,
    metrics: signals.includes("metrics") ? [metrics] : undefined,
    logs: signals.includes("logs") ? [logs] : undefined,
  });
  const paths = signals.map((signal): PathTraits => ({
    pipeline: signal,
    signal,
    loops: [],
    pushed: traits.loops === undefined,
    exporters: [],
  }));
  return factory.create(stage.settings(factory.type, factory.instruments, { paths }), config, outputs);
}

function workFor({ push }: ReceiverConformance): (stage: Stage) => Promise<void> {
  return async (stage) => {
    if (push === undefined) return stage.world.advance(60_000);
    const outcome = await stage.world.until(push.send(stage.runtime, new AbortController().signal));
    assert.equal(outcome, "taken", "the pipeline is well, but the sender was refused");
  };
}
