import { describe, expect, it } from "vitest";
import { requestBody } from "../bodies/request-body.ts";
import { Sink } from "../sink/sink.ts";
import { Load } from "./load.ts";

const cases = [
  { protocol: "http", signal: "traces", isGzipped: false },
  { protocol: "http", signal: "logs", isGzipped: true },
  { protocol: "grpc", signal: "metrics", isGzipped: false },
  { protocol: "grpc", signal: "traces", isGzipped: true },
] as const;

describe("the load generator and the sink", () => {
  it.each(cases)("count the same over %j", async ({ protocol, signal, isGzipped }) => {
    await using sink = await Sink.start({ protocol });
    const { bytes, items } = requestBody({ signal, count: 20, isGzipped });
    const target = { protocol, signal, isGzipped, isTls: false, port: sink.port, body: bytes };
    await using load = await Load.start(target, 3);
    const { accepted, refused, p50Ms, p99Ms } = await load.drive({ durationMs: 100 });
    expect(accepted).toBeGreaterThanOrEqual(3);
    expect(refused).toBe(0);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    const totals = await sink.totals();
    expect(totals).toEqual({
      items: accepted * items,
      bytes: accepted * bytes.length,
      requests: accepted,
      unreadable: 0,
    });
  });

  it.each(["http", "grpc"] as const)("tell what is none of OTLP over %s", async (protocol) => {
    await using sink = await Sink.start({ protocol });
    const target = { protocol, signal: "traces", isGzipped: false, isTls: false, port: sink.port } as const;
    await using load = await Load.start({ ...target, body: Buffer.from([0x0a, 9]) }, 1);
    const { accepted, refused } = await load.drive({ durationMs: 50 });
    expect(accepted).toBe(0);
    expect(refused).toBeGreaterThan(0);
    expect((await sink.totals()).unreadable).toBe(refused);
  });

  it("keep to a rate", async () => {
    await using sink = await Sink.start({ protocol: "http" });
    const { bytes } = requestBody({ signal: "traces", count: 1 });
    const target = { protocol: "http", signal: "traces", isGzipped: false, isTls: false, port: sink.port } as const;
    await using load = await Load.start({ ...target, body: bytes }, 4);
    const { accepted } = await load.drive({ durationMs: 500, requestsPerSecond: 200 });
    expect(accepted).toBeLessThanOrEqual(101);
    expect(accepted).toBeGreaterThan(20); // a busy machine sends less, never more
  });
});
