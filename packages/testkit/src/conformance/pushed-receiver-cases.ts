import assert from "node:assert/strict";
import { CollectorError, type ErrorKind } from "@genai-collector/component";
import { SeededRandom } from "../seeded-random.ts";
import { VirtualRuntime } from "../virtual-runtime.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import type { Push } from "./receiver-conformance.ts";
import { promptMs, type Stage } from "./stage.ts";
import type { CreateSubject } from "./subject.ts";

/** A `gap` is not here: what a sink will never take is dropped and counted, and the sender need not know. */
const toldUpstream: readonly ErrorKind[] = ["retryable", "refused", "misconfigured"];

/** What a receiver that is pushed to owes its senders. */
export function pushCases(push: Push, options: ConformanceOptions, create: CreateSubject): ConformanceCase[] {
  const on = (name: string, play: (stage: Stage, send: Send) => Promise<void>): ConformanceCase =>
    onStage(`${push.signal}: ${name}`, options, (stage) =>
      withSender(stage, create, push, (send) => play(stage, send)),
    );
  return [
    on("hands on what it took, as pushed data", async (stage, send) => {
      assert.equal(await stage.world.until(send()), "taken");
      const { arrivals } = stage.sinks[push.signal];
      assert.ok(arrivals.length > 0, "it told the sender that it took it, but nothing arrived");
      for (const { context } of arrivals) assert.equal(context.coverage, undefined, "pushed data has no coverage");
    }),
    ...toldUpstream.map((kind) =>
      on(`tells the sender when the pipeline answers ${kind}`, async (stage, send) => {
        stage.sinks[push.signal].failWith(new CollectorError("SINK_ERROR", "the sink's own", { kind }), 1);
        assert.equal(
          await stage.world.until(send()),
          "refused",
          "the pipeline failed, but the sender was told success",
        );
        assert.equal(
          await stage.world.until(send()),
          "taken",
          "the pipeline is well again, but the sender was refused",
        );
      }),
    ),
    on("loses and repeats nothing when half of it fails: what it took arrived once", async (stage, send) => {
      const random = new SeededRandom("half");
      for (let i = 0; i < 30; i++) {
        const before = stage.sinks[push.signal].payloads.length;
        if (random.chance(0.5))
          stage.sinks[push.signal].failWith(new CollectorError("SINK_BUSY", "busy", { kind: "retryable" }), 1);
        const taken = (await stage.world.until(send())) === "taken";
        stage.sinks[push.signal].recover();
        const arrived = stage.sinks[push.signal].payloads.length - before;
        assert.equal(arrived, taken ? 1 : 0, `request ${i}: taken is ${taken}, but ${arrived} payloads arrived`);
      }
    }),
    on("ends what it is doing when its sender leaves", async (stage, send) => {
      const sink = stage.sinks[push.signal];
      sink.hold();
      const sender = new AbortController();
      const sent = send(sender.signal).catch(() => "left");
      await stage.world.advance(promptMs);
      const isWaiting = sink.waiting.some(({ context }) => context.acknowledge === "delivered");
      sender.abort(new Error("the sender left"));
      await stage.world.until(sent);
      await stage.world.advance(promptMs);
      if (isWaiting) assert.equal(sink.waiting.length, 0, "the sender left, but its signal did not fire downstream");
      sink.release();
    }),
    on("shuts down though a pipeline never answers", async (stage, send) => {
      stage.sinks[push.signal].hold();
      send().catch(() => undefined);
      await stage.world.advance(promptMs);
    }),
  ];
}

type Send = (signal?: AbortSignal) => Promise<"taken" | "refused">;

/** The client is a process of its own: what it leaves open is not the receiver's. */
async function withSender(
  stage: Stage,
  create: CreateSubject,
  push: Push,
  play: (send: Send) => Promise<void>,
): Promise<void> {
  const client = new VirtualRuntime(stage.world);
  const subject = create(stage);
  await stage.start(subject);
  await play((signal = new AbortController().signal) => push.send(client, signal));
  await stage.shutdown(subject);
  client.kill();
}
