// Splitting, bisecting and broken bytes, through the whole exporter. Numbers are those of delivery.md §14.
import { createMetrics, merge, parseRequest, type Logs, type Metrics } from "@genai-collector/pdata";
import { generateLogs, pointsOf, recordsOf, type Answer } from "@genai-collector/testkit";
import type { HttpRequest } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { coverage, plainBody, setScene, type Script } from "./scene.ts";

const ok: Answer = { status: 200 };

/** One polled bucket of gauges, a point for each name. */
function gauges(...models: readonly string[]): Metrics {
  const dataPoints = models.map((model) => ({
    attributes: [{ key: "ai_model", value: { stringValue: model } }],
    timeUnixNano: 60_000_000_000n,
    asDouble: 1,
  }));
  const metrics = [{ name: "requests", unit: "1", gauge: { dataPoints } }];
  return createMetrics({ resourceMetrics: [{ resource: { attributes: [] }, scopeMetrics: [{ metrics }] }] });
}

const modelsOf = (request: HttpRequest): string[] =>
  pointsOf(parseRequest("metrics", plainBody(request))).map(({ labels }) => labels["ai_model"]!);
const bodiesOf = (request: HttpRequest): string[] =>
  recordsOf(parseRequest("logs", plainBody(request))).map(({ body }) => body!.stringValue!);

/** A sink that refuses every request with one of these models in it, and remembers what it took. */
function picky(bad: readonly string[], refusal: Answer): { readonly script: Script; readonly taken: string[] } {
  const taken: string[] = [];
  const script: Script = (request) => {
    const models = modelsOf(request);
    if (models.some((model) => bad.includes(model))) return refusal;
    taken.push(...models);
    return ok;
  };
  return { script, taken };
}

describe("413", () => {
  it("90: with four samples once: split, every sample delivered exactly once, in order", async () => {
    const taken: string[] = [];
    const scene = setScene((request, number) => {
      if (number === 1) return { status: 413 };
      taken.push(...modelsOf(request));
      return ok;
    });
    expect(await scene.outcome(gauges("a", "b", "c", "d"), { coverage })).toBeUndefined();
    expect(taken).toEqual(["a", "b", "c", "d"]);
    expect(scene.requests).toHaveLength(3);
  });

  it("is always split, pushed logs too: 413 says that nothing was stored", async () => {
    const taken: string[] = [];
    const scene = setScene((request) => {
      const bodies = bodiesOf(request);
      if (bodies.length > 3) return { status: 413 };
      taken.push(...bodies);
      return ok;
    });
    const payload = generateLogs({ resources: 2, items: 8 });
    const sent = recordsOf(payload).map(({ body }) => body!.stringValue!);
    expect(await scene.outcome(payload)).toBeUndefined();
    expect(taken).toEqual(sent);
  });

  it("91: on one sample or record: payload-too-large, and the others are delivered", async () => {
    const payload = generateLogs({ items: 4 });
    const [large] = recordsOf(payload).map(({ body }) => body!.stringValue!);
    const scene = setScene((request) => (bodiesOf(request).includes(large!) ? { status: 413 } : ok));
    const error = await scene.outcome(payload, { coverage });
    expect(error).toMatchObject({ kind: "gap", rejected: [{ items: 1, reason: "payload_too_large" }] });
    expect(scene.recorded.count("otlp_http.rejected_items{reason=payload_too_large}")).toBe(1);
    expect(scene.requests.map((request) => bodiesOf(request).length)).toEqual([4, 2, 1, 1, 2]);
  });

  it("a retry never repeats a part that was taken", async () => {
    const taken: string[] = [];
    let isDown = true;
    const scene = setScene((request) => {
      const models = modelsOf(request);
      if (models.length > 2) return { status: 413 };
      if (models.includes("c") && isDown) {
        isDown = false;
        return { status: 503 };
      }
      taken.push(...models);
      return ok;
    });
    expect(await scene.outcome(gauges("a", "b", "c", "d"), { coverage })).toBeUndefined();
    expect(taken).toEqual(["a", "b", "c", "d"]);
    expect(scene.requests.map(modelsOf)).toEqual([
      ["a", "b", "c", "d"],
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ]);
  });
});

describe("400", () => {
  it.each([
    ["too old", "too_old"],
    ["a limit that this program does not know (§15.2 no. 11)", "rejected"],
    ["proto: cannot parse", "rejected"],
  ])(
    "of one polled gauge %j: it is found, counted and skipped; the others are delivered (§15.2 no. 6)",
    async (body, reason) => {
      const { script, taken } = picky(["c"], { status: 400, body });
      const scene = setScene(script);
      const error = await scene.outcome(gauges("a", "b", "c", "d", "e"), { coverage });
      expect(error).toMatchObject({ code: "EXPORT_REJECTED_ITEMS", kind: "gap", rejected: [{ items: 1, reason }] });
      expect(taken).toEqual(["a", "b", "d", "e"]);
    },
  );

  it("of all of them, for an unknown reason: the request is to blame; held, and not asked for each item", async () => {
    const scene = setScene([{ status: 400, body: "no tenant" }]);
    const models = Array.from({ length: 1_000 }, (_, i) => `m${i}`);
    expect(await scene.outcome(gauges(...models), { coverage })).toMatchObject({
      code: "EXPORT_REFUSED",
      kind: "misconfigured",
    });
    expect(scene.requests.length).toBeLessThan(50);
  });

  it("of polled logs or pushed data is not bisected: some sinks store the good part of a 400", async () => {
    const scene = setScene([{ status: 400, body: "too old" }]);
    expect(await scene.outcome(generateLogs({ items: 4 }), { coverage })).toMatchObject({ rejected: [{ items: 4 }] });
    expect(await scene.outcome(gauges("a", "b"))).toMatchObject({ rejected: [{ items: 2, reason: "too_old" }] });
    expect(scene.requests).toHaveLength(2);
  });

  it("partial_400: none_stored: logs and pushed data are bisected too", async () => {
    const { script, taken } = picky(["b"], { status: 400, body: "duplicate sample" });
    const scene = setScene(script, { partial_400: "none_stored" });
    const error = await scene.outcome(gauges("a", "b", "c"));
    expect(error).toMatchObject({ rejected: [{ items: 1, reason: "duplicate_timestamp" }] });
    expect(taken).toEqual(["a", "c"]);
  });
});

describe("bytes that are no OTLP", () => {
  const client = (address: string) => ({ address, metadata: new Map() });
  /** Its lengths add up down to the record; inside, a text is longer than the record. */
  const broken = parseRequest("logs", Uint8Array.from([10, 6, 18, 4, 18, 2, 42, 9]), { client: client("10.0.0.66:1") });
  const sound = (seed: number): Logs =>
    parseRequest(
      "logs",
      Buffer.concat(
        generateLogs({ seed, items: 2 })
          .encoded()
          .map(({ bytes }) => bytes),
      ),
      { client: client("10.0.0.1:1") },
    );
  const reader: Script = (request) => {
    try {
      parseRequest("logs", plainBody(request), { validate: "full" });
      return ok;
    } catch {
      return { status: 400, body: "proto: cannot parse invalid wire-format data" };
    }
  };

  it("of one client are left out of a merged request, told with the client, and the rest is sent again", async () => {
    for (const encoding of ["proto", "json"]) {
      const scene = setScene(encoding === "json" ? [ok] : reader, { encoding });
      const error = await scene.outcome(merge([sound(1), broken.fork(), sound(2)]));
      expect(error).toMatchObject({ kind: "gap", rejected: [{ items: 1, reason: "malformed" }] });
      expect(error!.message).not.toContain("10.0.0.66");
      const told = scene.recorded.logs.find(({ message }) => message.startsWith("Dropped bytes"));
      expect(told).toMatchObject({ level: "error", data: { dropped_items: 1, clients: ["10.0.0.66:1"] } });
      expect(scene.requests).toHaveLength(encoding === "json" ? 1 : 2);
      if (encoding === "proto") expect(bodiesOf(scene.requests[1]!)).toHaveLength(4);
    }
  });

  it("alone are dropped, and nothing is sent again", async () => {
    const scene = setScene(reader);
    expect(await scene.outcome(broken.fork())).toMatchObject({
      kind: "gap",
      rejected: [{ items: 1, reason: "malformed" }],
    });
    expect(scene.requests).toHaveLength(1);
  });

  it("that we polled ourselves are a bug of ours: held, nothing dropped", async () => {
    const scene = setScene(reader);
    expect(await scene.outcome(broken.fork(), { coverage })).toMatchObject({
      code: "EXPORT_MALFORMED",
      kind: "malformed",
    });
    expect(scene.requests).toHaveLength(1);
  });

  it("are none where the sink is wrong about it: malformed, as it says", async () => {
    const scene = setScene([{ status: 400, body: "malformed" }]);
    expect(await scene.outcome(sound(1))).toMatchObject({ code: "EXPORT_MALFORMED" });
    expect(scene.requests).toHaveLength(1);
  });
});
