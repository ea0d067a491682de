import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compact } from "./compact.ts";
import { encodeResourceLogs } from "./otlp/codec.ts";
import { parseRequest } from "./parse-request.ts";
import type { ClientInfo, Logs } from "./payload.ts";
import { createLogs } from "./payloads.ts";

/** A request of `records` resources with a record of some hundred bytes each, in a buffer of its own. */
function request(records: number, client?: ClientInfo): Logs {
  const parts = Array.from({ length: records }, (_, index) =>
    encodeResourceLogs({
      resource: { attributes: [{ key: "service.name", value: { stringValue: `s${index % 10}` } }] },
      scopeLogs: [
        { logRecords: [{ timeUnixNano: BigInt(index), body: { stringValue: "x".repeat(300) }, attributes: [] }] },
      ],
    }),
  );
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return parseRequest("logs", body, { client });
}

/** How many bytes of memory a payload keeps from being freed. */
function pinned(payload: Logs): number {
  const buffers = new Set(payload.encoded().map(({ bytes }) => bytes.buffer));
  return [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0);
}

const buffersOf = (payload: Logs) => payload.encoded().map(({ bytes }) => bytes.buffer);

describe("compacting", () => {
  it("copies what is less than a quarter of its buffer: one kept record does not pin a body", () => {
    const whole = request(1_000);
    const one = whole.filter((_, index) => index === 500);
    expect(pinned(one)).toBe(whole.bytes);
    const small = compact(one);
    expect(pinned(small)).toBe(small.bytes);
    expect(small.decoded()).toEqual(one.decoded());
    expect(small.items).toBe(1);
  });

  it("leaves a quarter and more where it is, and gives the same payload back", () => {
    const whole = request(100);
    const quarter = whole.filter((_, index) => index < 26);
    expect(compact(quarter)).toBe(quarter);
    expect(compact(whole)).toBe(whole);
  });

  it("counts all ranges of a buffer together, and copies them into one", () => {
    const few = request(100).filter((_, index) => index % 20 === 0);
    const small = compact(few);
    expect(new Set(buffersOf(small)).size).toBe(1);
    expect(pinned(small)).toBe(few.bytes);
    expect(small.decoded()).toEqual(few.decoded());
  });

  it("copies nothing of the other buffers, and keeps the order", () => {
    const [large, sparse] = [request(10), request(1_000).filter((_, index) => index === 3)];
    const mixed = large.withRanges([large.encoded()[0]!, sparse.encoded()[0]!, ...large.encoded().slice(1)]);
    const small = compact(mixed);
    expect(small.decoded()).toEqual(mixed.decoded());
    expect(small.encoded()[0]).toBe(mixed.encoded()[0]);
    expect(small.encoded()[1]!.bytes.buffer.byteLength).toBe(sparse.bytes);
    expect(small.encoded()[2]).toBe(mixed.encoded()[2]);
  });

  it("remembers who sent each range", () => {
    const client: ClientInfo = { address: "192.0.2.1:4317", metadata: new Map() };
    const small = compact(request(1_000, client).filter((_, index) => index < 2));
    expect(small.encoded().map((range) => range.client)).toEqual([client, client]);
  });

  it("makes of decoded data encoded data that shares its memory with nobody", () => {
    const decoded = createLogs(
      request(1_000)
        .filter((_, index) => index === 0)
        .takeDecoded(),
    );
    expect(pinned(compact(decoded))).toBe(decoded.bytes);
  });

  it("leaves nothing and less than a quarter of nothing alone", () => {
    const nothing = request(0);
    expect(compact(nothing)).toBe(nothing);
  });

  it("never pins more than four times what it keeps, whatever was kept", () => {
    const sources = [request(7), request(60), request(400)];
    const kept = fc.array(fc.tuple(fc.nat(2), fc.nat(399)), { maxLength: 30 });
    fc.assert(
      fc.property(kept, (choices) => {
        const ranges = choices.map(([source, index]) => {
          const all = sources[source]!.encoded();
          return all[index % all.length]!;
        });
        const payload = sources[0]!.withRanges(ranges);
        const small = compact(payload);
        expect(pinned(small)).toBeLessThanOrEqual(4 * payload.bytes);
        expect(small.encoded().map(({ bytes }) => Buffer.from(bytes))).toEqual(
          ranges.map(({ bytes }) => Buffer.from(bytes)),
        );
      }),
      { numRuns: 100 },
    );
  });
});
