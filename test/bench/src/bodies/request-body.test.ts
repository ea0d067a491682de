import { gunzipSync } from "node:zlib";
import { parseRequest } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import { requestBody, type BodyShape } from "./request-body.ts";

/** Bytes an item as the published figures are for, and how far from it a body may be. */
const sizes: readonly [BodyShape, itemBytes: number][] = [
  [{ signal: "traces", count: 512 }, 440],
  [{ signal: "logs", count: 512 }, 274],
];

describe("requestBody", () => {
  it.each(sizes)("makes %j of about %i bytes an item", (shape, itemBytes) => {
    const { bytes, items } = requestBody(shape);
    expect(items).toBe(512);
    expect(Math.abs(bytes.length / items - itemBytes)).toBeLessThan(5);
  });

  it("counts metrics by their points, eight each", () => {
    expect(requestBody({ signal: "metrics", count: 10 }).items).toBe(80);
  });

  it("makes the same request every time", () => {
    const shape: BodyShape = { signal: "traces", count: 10 };
    expect(requestBody(shape).bytes).toEqual(requestBody(shape).bytes);
  });

  it("spreads the spans evenly over resources that all differ", () => {
    const { bytes } = requestBody({ signal: "traces", count: 1_000, resources: 100 });
    const { resourceSpans } = parseRequest("traces", bytes).takeDecoded() as {
      resourceSpans: { resource: object; scopeSpans: { spans: object[] }[] }[];
    };
    expect(new Set(resourceSpans.map(({ resource }) => text(resource))).size).toBe(100);
    expect(resourceSpans.map(({ scopeSpans }) => scopeSpans[0]!.spans.length)).toEqual(Array(100).fill(10));
  });

  it("sends ten attributes a span and five a record", () => {
    const spans = parseRequest("traces", requestBody({ signal: "traces", count: 3 }).bytes).takeDecoded();
    const logs = parseRequest("logs", requestBody({ signal: "logs", count: 3 }).bytes).takeDecoded();
    expect(text(spans).match(/gen_ai|http\.|app\.attribute/g)).toHaveLength(30);
    expect(text(logs).match(/gen_ai|app\.tenant/g)).toHaveLength(15);
  });

  it("compresses what is to come compressed, and it is the same inside", () => {
    const shape: BodyShape = { signal: "logs", count: 20 };
    const { bytes, items } = requestBody({ ...shape, isGzipped: true });
    expect(items).toBe(20);
    expect(new Uint8Array(gunzipSync(bytes))).toEqual(new Uint8Array(requestBody(shape).bytes));
  });
});

function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? each.toString() : each));
}
