import type { ClientInfo, Logs } from "@genai-collector/component";
import { joinedBytes, parseRequest } from "@genai-collector/pdata";
import { generateLogs } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { SmallPayloads } from "./small-payloads.ts";

const client: ClientInfo = { address: "10.0.0.1", metadata: new Map() };

/** What a client sent, in a buffer of its own. */
function request(records: number, seed = 1): Logs {
  const body = Buffer.concat(joinedBytes(generateLogs({ items: records, seed }).encoded()));
  return parseRequest("logs", Uint8Array.from(body), { client });
}

const bodyOf = (payload: Logs) => Buffer.concat(joinedBytes(payload.encoded()));

describe("SmallPayloads", () => {
  it("keeps the bytes, the items and the client, over another buffer", () => {
    const given = request(3);
    const kept = new SmallPayloads<Logs>().keep(given, given.bytes)!;
    expect(bodyOf(kept).equals(bodyOf(given))).toBe(true);
    expect([kept.items, kept.bytes]).toEqual([given.items, given.bytes]);
    expect(kept.encoded().map((range) => range.client)).toEqual(given.encoded().map(() => client));
    expect(kept.encoded()[0]!.bytes.buffer).not.toBe(given.encoded()[0]!.bytes.buffer);
  });

  it("lays them side by side, so that they are sent as one", () => {
    const small = new SmallPayloads<Logs>();
    const given = [request(2, 1), request(1, 2), request(3, 3)];
    const kept = given.map((payload) => small.keep(payload, payload.bytes)!);
    const parts = joinedBytes(kept.flatMap((payload) => payload.encoded()));
    expect(parts).toHaveLength(1);
    expect(Buffer.from(parts[0]!).equals(Buffer.concat(given.map(bodyOf)))).toBe(true);
  });

  it("begins another buffer when one is full, and writes into none that is", () => {
    const small = new SmallPayloads<Logs>();
    const given = Array.from({ length: 600 }, (_, seed) => request(1 + (seed % 5), seed));
    const kept = given.map((payload) => small.keep(payload, payload.bytes)!);
    expect(new Set(kept.map((payload) => payload.encoded()[0]!.bytes.buffer)).size).toBeGreaterThan(1);
    for (const [index, payload] of kept.entries()) expect(bodyOf(payload).equals(bodyOf(given[index]!))).toBe(true);
  });

  it("leaves large ones to who gave them", () => {
    const large = request(200);
    expect(large.bytes).toBeGreaterThan(16_384);
    expect(new SmallPayloads<Logs>().keep(large, large.bytes)).toBeUndefined();
  });
});
