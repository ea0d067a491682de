// Numbers are those of the behaviours to test in delivery.md §14.
import { generateLogs, generateMetrics, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { coverage, rawBody, setScene } from "./scene.ts";

const ok: Answer = { status: 200 };
/** Without jitter, so that waits can be compared. */
const steady = { retry_on_failure: { randomization_factor: 0 } };
const latencyMs = 20;

describe("what may work later", () => {
  it("81: 503 twice then 200: success after retries, with the same bytes each time", async () => {
    for (const config of [{}, { compression: "none" }, { encoding: "json" }]) {
      const scene = setScene([{ status: 503 }, { status: 503 }, ok], config);
      expect(await scene.outcome(generateMetrics({ resources: 3 }))).toBeUndefined();
      expect(scene.requests).toHaveLength(3);
      expect(new Set(scene.requests.map(rawBody)).size).toBe(1);
      // Made once, not made alike: what a compressor gives is fixed for one build of the runtime only.
      expect(scene.runtime.callsBySeam.get("compress.compress") ?? 0).toBe("compression" in config ? 0 : 1);
    }
  });

  it.each([429, 502, 503, 504, 408, 425])("%i is repeated until it works", async (status) => {
    const scene = setScene([{ status }, ok]);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.requests).toHaveLength(2);
  });

  it("82: 500: a retryable error without inline retry", async () => {
    const scene = setScene([{ status: 500, body: "boom" }]);
    expect(await scene.outcome(generateMetrics())).toMatchObject({ code: "EXPORT_FAILED", kind: "retryable" });
    expect(scene.requests).toHaveLength(1);
  });

  it("93: 429 with Retry-After 2 and a backoff of 1 ms: waits at least 2 s, then succeeds", async () => {
    const scene = setScene([{ status: 429, headers: { "retry-after": "2" } }, ok], {
      retry_on_failure: { initial_interval: "1ms" },
    });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.times()[1]).toBeGreaterThanOrEqual(2_000);
  });

  it("94: 429 with an HTTP-date Retry-After: waits at least the difference", async () => {
    const scene = setScene(
      (_request, number) =>
        number === 1
          ? { status: 429, headers: { "retry-after": new Date(scene.world.now + 40_000).toUTCString() } }
          : ok,
      { retry_on_failure: { initial_interval: "1ms" } },
    );
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.times()[1]).toBeGreaterThanOrEqual(39_000);
    expect(scene.times()[1]).toBeLessThan(41_000);
  });

  it("a 503 with Retry-After is honoured too (§15.2 no. 9)", async () => {
    const scene = setScene([{ status: 503, headers: { "retry-after": "60" } }, ok]);
    await scene.outcome(generateLogs());
    expect(scene.times()[1]).toBeGreaterThanOrEqual(60_000);
  });

  it("95: 429 without Retry-After: the computed schedule, unchanged: 5, 7.5, 11.25, 16.9, 25.3, 30, 30 s", async () => {
    const scene = setScene((_request, number) => (number < 8 ? { status: 429 } : ok), steady);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    const waits = scene
      .times()
      .slice(1)
      .map((at, i) => at - scene.times()[i]! - latencyMs);
    expect(waits.map((wait) => Math.round(wait))).toEqual([5_000, 7_500, 11_250, 16_875, 25_313, 30_000, 30_000]);
  });

  it("96: Retry-After beyond the remaining budget: an immediate retryable error, one request, no sleep", async () => {
    const scene = setScene([{ status: 429, headers: { "retry-after": "301" } }]);
    const started = scene.world.now;
    expect(await scene.outcome(generateLogs())).toMatchObject({ kind: "retryable", retryAfterMs: 301_000 });
    expect(scene.requests).toHaveLength(1);
    expect(scene.world.now - started).toBe(latencyMs);
  });

  it.each(["0", "-3", "soon", "Wed, 21 Oct 2015 07:28:00 GMT"])("97: Retry-After %j is ignored", async (value) => {
    const scene = setScene([{ status: 429, headers: { "retry-after": value } }, ok], steady);
    await scene.outcome(generateLogs());
    expect(scene.times()[1]).toBe(5_000 + latencyMs);
  });

  it("gives up when max_elapsed_time is over, with what the sink said last", async () => {
    const scene = setScene([{ status: 503, body: "starting" }]);
    const error = await scene.outcome(generateLogs());
    expect(error).toMatchObject({
      code: "EXPORT_UNAVAILABLE",
      message: "https://otlp.example.org/v1/logs answered 503: starting",
    });
    expect(scene.times().at(-1)).toBeLessThanOrEqual(300_000);
    expect(scene.times().at(-1)).toBeGreaterThan(240_000);
  });

  it("retry_on_failure off: one attempt", async () => {
    const scene = setScene([{ status: 503 }], { retry_on_failure: { enabled: false } });
    expect(await scene.outcome(generateLogs())).toMatchObject({ kind: "retryable" });
    expect(scene.requests).toHaveLength(1);
  });

  it.each(["refused", "timeout", "reset", "lost", "cut"] as const)(
    "a connection that is %s is retryable; cut inside a 2xx it is a success",
    async (kind) => {
      const scene = setScene([{ status: 200, body: kind === "cut" ? "x".repeat(100) : "" }]);
      scene.world.network.fault({ kind, times: 1 });
      expect(await scene.outcome(generateLogs())).toBeUndefined();
      const taken = { refused: 1, timeout: 1, reset: 1, lost: 2, cut: 1 }[kind];
      expect(scene.requests).toHaveLength(taken);
      expect(scene.recorded.count("otlp_http.requests{outcome=none}")).toBe(kind === "cut" ? 0 : 1);
    },
  );

  it("a lost answer: the repetition carries the same bytes, so that the sink can tell it is the same", async () => {
    const scene = setScene([{ lost: true }, ok]);
    expect(await scene.outcome(generateMetrics(), { coverage })).toBeUndefined();
    expect(rawBody(scene.requests[0]!)).toBe(rawBody(scene.requests[1]!));
  });

  it("a sink that answers too late is a timeout, and tried again", async () => {
    const scene = setScene([{ delayMs: 60_000 }, ok], { timeout: "10s" });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    const scene2 = setScene([{ delayMs: 60_000 }], { timeout: "10s", retry_on_failure: { enabled: false } });
    expect(await scene2.outcome(generateLogs())).toMatchObject({
      code: "EXPORT_TIMEOUT",
      kind: "retryable",
      message: "the sink did not answer within 10000 ms",
    });
  });

  it("an answer whose body never ends is not waited for beyond the timeout: the status stands", async () => {
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      await new Promise(() => undefined);
    };
    const taken = setScene(() => ({ status: 200, body: endless() }), { timeout: "10s" });
    expect(await taken.outcome(generateLogs())).toBeUndefined();
    expect(taken.requests).toHaveLength(1);
    const refused = setScene(() => ({ status: 401, body: endless() }), { timeout: "10s" });
    expect(await refused.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAUTHORIZED" });
    expect(refused.requests).toHaveLength(1);
  });

  it("timeout 0s: no limit", async () => {
    const scene = setScene([{ delayMs: 3_000_000 }], { timeout: "0s" });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.requests).toHaveLength(1);
  });
});
