import { CollectorError, type BatchContext, type Payload } from "@genai-collector/component";
import { createSettings, generateLogs } from "@genai-collector/testkit";
import { BufferMemory } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { bodiesOf, coverage, failure, logsOf, never, setWorld } from "../../test/scripted-sender.ts";
import type { BatcherOptions, MergedRequest } from "./batcher-options.ts";
import { Batcher } from "./batcher.ts";

const client = (address: string, metadata: Readonly<Record<string, readonly string[]>> = {}) => ({
  address,
  metadata: new Map(Object.entries(metadata)),
});

/** A batcher on a stage, with what it sent. `answer`: how each request ends. */
function setUp(
  options: Partial<BatcherOptions<Payload>> = {},
  answer: (request: MergedRequest<Payload>, number: number) => unknown = () => undefined,
) {
  const { world, runtime } = setWorld();
  const memory = new BufferMemory();
  const sent: MergedRequest<Payload>[] = [];
  const batcher = new Batcher<Payload>(createSettings("x", runtime, { memory }), {
    sizer: "items",
    minSize: 4,
    maxSize: Infinity,
    flushTimeoutMs: 200,
    send: async (request) => {
      const error = await answer(request, sent.push(request));
      if (error !== undefined) throw error;
    },
    ...options,
  });
  const add = (payload: Payload, context: Partial<BatchContext> = {}): Promise<CollectorError | "taken"> =>
    batcher.add(payload, { acknowledge: "accepted", signal: never, ...context }).then(
      () => "taken" as const,
      (error: unknown) => error as CollectorError,
    );
  const bodies = (): readonly (readonly string[])[] => sent.map(bodiesOf);
  return { world, runtime, memory, sent, batcher, add, bodies };
}

const delivered = { acknowledge: "delivered" } as const;

describe("what is merged", () => {
  it("is sent when there is enough of it, in order, as one request", async () => {
    const { world, add, bodies, sent } = setUp();
    for (const body of ["a", "b", "c", "d", "e"]) await add(logsOf([body]));
    expect(bodies()).toEqual([["a", "b", "c", "d"]]);
    expect(sent[0]).toMatchObject({ trigger: "size", unansweredItems: 4, context: { acknowledge: "accepted" } });
    await world.advance(200);
    expect(bodies()).toEqual([["a", "b", "c", "d"], ["e"]]);
    expect(sent[1]!.trigger).toBe("timeout");
  });
});
