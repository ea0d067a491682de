import { gzipSync } from "node:zlib";
import { encodeJson, type Payload } from "@genai-collector/pdata";
import { generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportPath, framed, GrpcScene, requestOf } from "./grpc-scene.ts";
import { OtlpScene } from "./otlp-scene.ts";
import { ScriptedBody } from "./scripted-body.ts";

const generators = {
  traces: () => generateTraces({ resources: 2, items: 3 }),
  metrics: () => generateMetrics({ resources: 2, items: 3 }),
  logs: () => generateLogs({ resources: 2, items: 3 }),
} as const satisfies Readonly<Record<string, () => Payload>>;

const signal = fc.constantFrom("traces", "metrics", "logs");

interface Mutation {
  readonly at: number;
  readonly kind: "set" | "cut" | "insert" | "remove" | "repeat";
  readonly byte: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom("set", "cut", "insert", "remove", "repeat"),
  byte: fc.nat(255),
});

const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });

function mutated(bytes: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  let all = [...bytes];
  for (const { at, kind, byte } of changes) {
    const index = Math.floor(at * all.length);
    if (kind === "set") all[index] = byte;
    else if (kind === "cut") all = all.slice(0, index);
    else if (kind === "insert") all.splice(index, 0, byte);
    else if (kind === "remove") all.splice(index, 1 + (byte % 8));
    else all.splice(index, 0, ...all.slice(index, index + byte));
  }
  return Uint8Array.from(all);
}

/** A request of the same kind that is well is served, nothing is held, and no bug was logged. */
async function expectHttpIsWell(scene: OtlpScene): Promise<void> {
  const whole = requestOf(generators.traces());
  expect((await scene.post("/v1/traces", whole)).status).toBe(200);
  expect(scene.recorded.logs.filter(({ level }) => level === "error")).toEqual([]);
}

const httpBodies = (name: keyof typeof generators, json: boolean, changes: readonly Mutation[]): Uint8Array =>
  mutated(json ? encodeJson(generators[name]()) : requestOf(generators[name]()), changes);

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

interface Runs {
  readonly seed: number;
  readonly numRuns: number;
}

/**
 * Whatever comes in: an answer that OTLP knows, nothing in the log that says bug, nothing held, and the next request is
 * served. `numRuns`: requests of each kind.
 */
export function fuzzRequests(numRuns: number, timeoutMs: number): void {
  const runs = { seed: 71, numRuns };
  describe("HTTP", () => fuzzHttp(runs, timeoutMs));
  describe("gRPC", () => fuzzGrpc(runs, timeoutMs));
}

function fuzzHttp(runs: Runs, timeoutMs: number): void {
  it.each(["items", "full"])(
    "mutated protobuf and JSON, validate: %s",
    async (validate) => {
      const config = { validate, max_in_flight_bytes: 100_000 };
      const scene = await OtlpScene.started({ config });
      await fc.assert(
        fc.asyncProperty(signal, fc.boolean(), mutations, async (name, json, changes) => {
          const type = { "content-type": json ? "application/json" : "application/x-protobuf" };
          const answer = await scene.post(`/v1/${name}`, httpBodies(name, json, changes), type);
          expect([200, 400]).toContain(answer.status);
          expect(answer.headers["content-type"]).toBe(type["content-type"]);
        }),
        runs,
      );
      await expectHttpIsWell(scene);
    },
    600_000,
  );

  it(
    "mutated compression",
    async () => {
      const scene = await OtlpScene.started();
      const algorithms = ["gzip", "zlib", "zstd", "snappy", "x-snappy-framed", "lz4"] as const;
      const packed = new Map<string, Uint8Array>();
      for (const each of algorithms)
        packed.set(each, await scene.runtime.compress.compress(each, [requestOf(generators.traces())]));
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...algorithms), mutations, async (encoding, changes) => {
          const body = mutated(packed.get(encoding)!, changes);
          const answer = await scene.post("/v1/traces", body, { "content-encoding": encoding });
          expect([200, 400, 413]).toContain(answer.status);
        }),
        runs,
      );
      await expectHttpIsWell(scene);
    },
    timeoutMs,
  );

  it(
    "any path, method, type and encoding",
    async () => {
      const scene = await OtlpScene.started();
      const header = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
      const path = fc.oneof(
        fc.constantFrom("/v1/traces", "/v1/logs", "/v1/traces?a=b"),
        fc.webPath().map((p) => `/${p}`),
      );
      const method = fc.constantFrom("GET", "POST", "PUT", "OPTIONS", "DELETE");
      const type = fc.oneof(fc.constantFrom("application/json", "application/x-protobuf"), header);
      const encoding = fc.oneof(fc.constantFrom("", "gzip", "snappy"), header);
      await fc.assert(
        fc.asyncProperty(
          path,
          method,
          type,
          encoding,
          fc.uint8Array(),
          async (url, verb, contentType, coding, body) => {
            const headers = { "content-type": contentType, "content-encoding": coding };
            const { status } = await scene.post(url, body, headers, { method: verb });
            expect([200, 400, 404, 405, 413, 415]).toContain(status);
          },
        ),
        runs,
      );
      await expectHttpIsWell(scene);
    },
    timeoutMs,
  );
}

function fuzzGrpc(runs: Runs, timeoutMs: number): void {
  const known = [0, 8, 13];

  async function expectGrpcIsWell(scene: GrpcScene): Promise<void> {
    expect((await scene.export(framed(requestOf(generators.traces())))).code).toBe(0);
    expect(scene.recorded.logs.filter(({ level }) => level === "error")).toEqual([]);
  }

  it(
    "mutated frames and messages, in pieces of any size",
    async () => {
      const scene = await GrpcScene.started({ config: { max_in_flight_bytes: 100_000 } });
      const flag = fc.constantFrom(0, 1, 2, 255);
      await fc.assert(
        fc.asyncProperty(
          signal,
          mutations,
          fc.boolean(),
          flag,
          fc.nat(50),
          async (name, changes, outside, flags, size) => {
            const whole = requestOf(generators[name]());
            const body = outside ? mutated(framed(whole, flags), changes) : framed(mutated(whole, changes), 0);
            const answer = await scene.call(exportPath[name], new ScriptedBody(pieces(body, size + 1)));
            expect(known).toContain(answer.code);
          },
        ),
        runs,
      );
      await expectGrpcIsWell(scene);
    },
    timeoutMs,
  );

  it(
    "mutated compression",
    async () => {
      const scene = await GrpcScene.started();
      const packed = Uint8Array.from(gzipSync(requestOf(generators.logs())));
      await fc.assert(
        fc.asyncProperty(mutations, async (changes) => {
          const body = framed(mutated(packed, changes), 1);
          const answer = await scene.call(exportPath.logs, body, { "grpc-encoding": "gzip" });
          expect(known).toContain(answer.code);
        }),
        runs,
      );
      await expectGrpcIsWell(scene);
    },
    timeoutMs,
  );

  it(
    "any timeout, path and content type",
    async () => {
      const scene = await GrpcScene.started();
      const header = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
      const request = framed(requestOf(generators.traces()));
      await fc.assert(
        fc.asyncProperty(
          header,
          header,
          fc.constantFrom("", "+", ";", "-"),
          header,
          async (timeout, path, mark, type) => {
            const url = path.length % 2 === 0 ? exportPath.traces : `/${path}`;
            const headers = { "grpc-timeout": timeout, "content-type": `application/grpc${mark}${type}` };
            const answer = await scene.call(url, request, headers);
            expect([200, 400, 415]).toContain(answer.httpStatus);
            expect(Number.isInteger(answer.code)).toBe(true);
          },
        ),
        runs,
      );
      await expectGrpcIsWell(scene);
    },
    timeoutMs,
  );
}
