import assert from "node:assert/strict";
import type { Payload, Signal } from "@genai-collector/component";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { begin, describeOutcome, promptMs, type Stage } from "./stage.ts";
import { payloadOf, type CreateSubject, type Payloads } from "./subject.ts";

/** What everybody promises who consumes payloads: processors, exporters, connectors. */
export function consumerCases(
  signal: Signal,
  options: ConformanceOptions & { readonly payloads?: Payloads },
  create: CreateSubject,
): ConformanceCase[] {
  const on = (name: string, play: (stage: Stage) => Promise<void>): ConformanceCase =>
    onStage(`${signal}: ${name}`, options, play);
  return [
    on("never changes what others see who hold a fork of the payload", async (stage) => {
      await withStarted(stage, create, signal, async (consume) => {
        const payload = payloadOf(signal, options.payloads);
        payload.encoded(); // makes the bytes the truth, so that the decoded form is a copy that forks share
        const shared = payload.decoded();
        const fork = payload.fork();
        const [bytes, decoded] = [copyOf(fork), structuredClone(shared)];
        await stage.outcome(consume(payload));
        assert.deepEqual(copyOf(fork), bytes, "the bytes of a fork were written to: encoded bytes are shared");
        assert.deepEqual(shared, decoded, "the shared decoded form was changed: use takeDecoded to edit");
      });
    }),
    on("takes many payloads at once", async (stage) => {
      await withStarted(stage, create, signal, async (consume) => {
        const many = Array.from({ length: 20 }, (_, seed) => consume(payloadOf(signal, options.payloads, seed)));
        for (const promise of many) {
          const outcome = await stage.outcome(promise);
          assert.notEqual(outcome.state, "pending", "one of 20 payloads consumed at once was never answered");
        }
      });
    }),
    on("ends promptly when the sender has left before", async (stage) => {
      await withStarted(stage, create, signal, async (_consume, consumer) => {
        const { signal: gone } = abortedController();
        const context = stage.context({ signal: gone });
        const outcome = await stage.consume(consumer, payloadOf(signal, options.payloads), context, promptMs);
        assert.notEqual(outcome.state, "pending", `still at work ${promptMs} ms after the sender had left`);
      });
    }),
  ];
}

type Consume = (payload: Payload) => Promise<void>;

/** Creates and starts an instance, hands its consumer to `play`, and shuts it down. */
export async function withStarted(
  stage: Stage,
  create: CreateSubject,
  signal: Signal,
  play: (consume: Consume, consumer: NonNullable<ReturnType<CreateSubject>["consumers"][Signal]>) => Promise<void>,
): Promise<void> {
  const subject = create(stage);
  const consumer = subject.consumers[signal];
  assert.ok(consumer !== undefined, `stability declares ${signal}, but there is no consumer for it`);
  await stage.start(subject);
  await play((payload) => begin(consumer, payload, stage.context()), consumer);
  await stage.shutdown(subject);
}

/** Fails unless what the sender no longer waits for ended, with an error that lets it try again. */
export async function expectPromptAbort(stage: Stage, promise: Promise<void>): Promise<void> {
  const outcome = await stage.outcome(promise, promptMs);
  assert.notEqual(outcome.state, "pending", `still at work ${promptMs} ms after the sender left`);
  if (outcome.state !== "rejected") return;
  const { error } = outcome as { error: { kind?: unknown } };
  assert.equal(error.kind, "retryable", `aborted work is retryable; it was ${describeOutcome(outcome)}`);
}

function copyOf(payload: Payload): Uint8Array[] {
  return payload.encoded().map(({ bytes }) => bytes.slice());
}

function abortedController(): AbortController {
  const controller = new AbortController();
  controller.abort(new Error("the sender left"));
  return controller;
}
