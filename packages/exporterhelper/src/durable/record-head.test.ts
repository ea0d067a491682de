import type { ClientInfo } from "@genai-collector/component";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logsOf, never } from "../../test/scripted-sender.ts";
import { poll } from "../../test/queue-stage.ts";
import { decodeHead, encodeHead } from "./record-head.ts";

const context = { acknowledge: "accepted", signal: never } as const;
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe("the head of a record", () => {
  const payload = logsOf(["a", "b"]);
  const size = { items: 2, bytes: payload.bytes };

  it("says how much it is, and what it stands for", () => {
    const coverage = { ...poll(7), bucketMs: 60_000 };
    const head = encodeHead(payload, { ...context, coverage }, undefined);
    expect(decodeHead(head, "logs")).toEqual({ ...size, coverage, client: undefined });
  });

  it("says who sent it, with the metadata that is kept and nothing else of it", () => {
    const kept = new Map([["tenant", ["x", "y"]]]);
    const client: ClientInfo = {
      address: "10.0.0.1:7",
      transport: "grpc",
      metadata: new Map([...kept, ["authorization", ["secret"]]]),
      auth: new Map([["token", "secret"]]),
    };
    const head = encodeHead(payload, { ...context, client }, kept);
    expect(new TextDecoder().decode(head)).not.toContain("secret");
    const known = { address: "10.0.0.1:7", transport: "grpc", metadata: kept };
    expect(decodeHead(head, "logs")).toEqual({ ...size, coverage: undefined, client: known });
  });

  it("is short: it stays in memory", () => {
    const client = { address: "10.0.0.1:7", transport: "http", metadata: new Map() };
    expect(encodeHead(payload, { ...context, client }, undefined).length).toBeLessThan(100);
  });

  it.each([
    ["no JSON", Uint8Array.from([1, 2])],
    ["no UTF-8", Uint8Array.from([0x22, 0xff, 0x22])],
    ["no map", text([1])],
    ["no version", text({ s: "logs", i: 1, b: 1 })],
    ["another signal", text({ v: 1, s: "traces", i: 1, b: 1 })],
    ["a bad number of items", text({ v: 1, s: "logs", i: -1, b: 1 })],
    ["no length", text({ v: 1, s: "logs", i: 1 })],
    ["a bad coverage", text({ v: 1, s: "logs", i: 1, b: 1, p: { receiver: "r" } })],
    ["a bad instant", text({ v: 1, s: "logs", i: 1, b: 1, p: { ...poll(1), to: "now" } })],
    ["a bad client", text({ v: 1, s: "logs", i: 1, b: 1, c: { a: 1 } })],
    ["a bad transport", text({ v: 1, s: "logs", i: 1, b: 1, c: { a: "x", t: 1 } })],
    ["bad metadata", text({ v: 1, s: "logs", i: 1, b: 1, c: { a: "x", m: [["k", "v"]] } })],
  ])("with %s cannot be read", (_what, bytes) => {
    expect(decodeHead(bytes, "logs")).toBeUndefined();
  });

  it("of a later version is told, whatever else it holds", () => {
    expect(decodeHead(text({ v: 2, x: 1 }), "logs")).toBe("newer");
  });

  it("of any bytes or any JSON never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(text), fc.jsonValue().map(text)), (bytes) => {
        decodeHead(bytes, "logs");
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
