import type { IncomingRequest, ServerMiddleware } from "@genai-collector/component";
import { createSettings, decodeConfig, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { memoryLimiterExtensionFactory } from "./factory.ts";
import type { memoryLimiterExtensionInstruments } from "./telemetry.ts";

const request: IncomingRequest = { transport: "grpc", headers: {}, peer: "127.0.0.1:1" };

describe("the memory limiter at a receiver's door", () => {
  it("94: refuses requests while memory is short, with a delay, counts them, and lets them in again", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world, { tracing: true });
    const recorded = new Recorded();
    const { config, instruments } = memoryLimiterExtensionFactory;
    const settings = createSettings<typeof memoryLimiterExtensionInstruments>("memory_limiter", runtime, {
      recorded,
      instruments,
    });
    const decoded = decodeConfig(config, { check_interval: "2s", limit_mib: 100 }, "memory_limiter");
    const extension = memoryLimiterExtensionFactory.create(settings, decoded);
    const middleware = extension.provided![0]!.implementation as ServerMiddleware;
    const use = async (mib: number): Promise<void> => {
      runtime.process.use = { ...runtime.process.use, bufferBytes: 0, heapUsedBytes: mib * 2 ** 20 };
      await world.advance(2_000);
    };
    await extension.start!({} as never);

    await use(79);
    expect(() => middleware.admit(request)).not.toThrow();
    await use(80);
    const refused = expect.objectContaining({ code: "MEMORY_LIMITER_REFUSED", kind: "refused", retryAfterMs: 2_000 });
    expect(() => middleware.admit(request)).toThrow(refused as Error);
    expect(recorded.count("memory_limiter.refused_requests")).toBe(1);
    expect(recorded.status("memory_limiter")).toMatchObject({ state: "recoverable_error" });
    await use(10);
    expect(() => middleware.admit(request)).not.toThrow();
    expect(recorded.status("memory_limiter")).toMatchObject({ state: "ok" });

    await extension.shutdown!(new AbortController().signal);
    expect(runtime.leaks()).toEqual([]);
  });
});
