import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeJson, parseJsonRequest } from "../src/json/json.ts";
import { createPayload } from "../src/payloads.ts";
import { WireError } from "../src/wire/wire-error.ts";
import { arbitraryData } from "./arbitrary-data.ts";
import { normalised, oracleFromJson } from "./oracle.ts";

const signals = ["traces", "metrics", "logs"] as const;
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe.each(signals)("OTLP/JSON of %s", (signal) => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(arbitraryData(signal), (data) => {
        const json = encodeJson(createPayload(signal, data as never));
        expect(normalised(signal, parseJsonRequest(signal, json).decoded())).toEqual(normalised(signal, data));
      }),
      { numRuns: 300 },
    );
  });

  it("means the same to an independent reader", () => {
    fc.assert(
      fc.property(arbitraryData(signal), (data) => {
        const json: unknown = JSON.parse(new TextDecoder().decode(encodeJson(createPayload(signal, data as never))));
        expect(normalised(signal, oracleFromJson(signal, json))).toEqual(normalised(signal, data));
      }),
      { numRuns: 300 },
    );
  });
});

const span = (members: object): Uint8Array => encode({ resourceSpans: [{ scopeSpans: [{ spans: [members] }] }] });
const parsed = (members: object) =>
  parseJsonRequest("traces", span(members)).takeDecoded().resourceSpans[0]!.scopeSpans[0]!.spans[0]!;

describe("a sender's JSON", () => {
  it.each([
    ["64-bit integers as text", { startTimeUnixNano: "18446744073709551615" }, { startTimeUnixNano: 2n ** 64n - 1n }],
    ["64-bit integers as numbers", { startTimeUnixNano: 12 }, { startTimeUnixNano: 12n }],
    ["enumerations as numbers", { kind: 3 }, { kind: 3 }],
    ["enumerations by name", { kind: "SPAN_KIND_CLIENT" }, { kind: 3 }],
    [
      "identifiers in hex of either case",
      { spanId: "A1a2A3a4A5a6A7a8" },
      { spanId: Uint8Array.from([0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8]) },
    ],
    ["snake_case names", { start_time_unix_nano: "5" }, { startTimeUnixNano: 5n }],
    [
      "null for absent",
      { name: null, attributes: null, status: null },
      { name: "", attributes: [], status: undefined },
    ],
    ["members that nobody knows", { name: "x", fresh: { deep: [1] } }, { name: "x" }],
  ])("may hold %s", (_what, members, expected) => {
    expect(parsed(members)).toMatchObject(expected);
  });

  it("keeps integers that a double would round", () => {
    const body = new TextEncoder().encode(
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":9007199254740993,"attributes":[{"key":"k","value":{"intValue":-9007199254740993}}]}]}]}]}',
    );
    const [decoded] = parseJsonRequest("traces", body).takeDecoded().resourceSpans[0]!.scopeSpans[0]!.spans;
    expect(decoded!.startTimeUnixNano).toBe(9_007_199_254_740_993n);
    expect(decoded!.attributes[0]!.value.intValue).toBe(-9_007_199_254_740_993n);
  });

  const at = "resourceSpans[0].scopeSpans[0].spans[0]";

  it.each([
    ["a text where a list is due", { attributes: "no" }, `${at}.attributes`],
    ["a number where a text is due", { name: 5 }, `${at}.name`],
    ["half a number", { kind: 1.5 }, `${at}.kind`],
    ["a number that is too large", { startTimeUnixNano: "18446744073709551616" }, `${at}.startTimeUnixNano`],
    ["a negative time", { startTimeUnixNano: -1 }, `${at}.startTimeUnixNano`],
    ["identifiers in base64", { spanId: "oaKjpKWmp6g=" }, `${at}.spanId`],
    ["identifiers of another size", { traceId: "a1a2" }, `${at}.traceId`],
    [
      "bytes that are no base64",
      { attributes: [{ key: "k", value: { bytesValue: "!" } }] },
      `${at}.attributes[0].value.bytesValue`,
    ],
    ["a value that is none", { attributes: [{ key: "k", value: 1 }] }, `${at}.attributes[0].value`],
  ])("may not hold %s: the path is told, and nothing of the content", (_what, members, path) => {
    let thrown: unknown;
    try {
      parseJsonRequest("traces", span(members));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WireError);
    expect(thrown).toMatchObject({ code: "PDATA_MALFORMED", path });
    expect((thrown as Error).message).not.toMatch(/oaKjpKWmp6g|a1a2|18446744073709551616/);
  });

  it.each([
    ["nothing", ""],
    ["half a message", '{"resourceSpans":['],
    ["a list", "[]"],
    ["a text", '"prompt"'],
    ["a comment", "// prompt"],
    ["bytes that are not UTF-8", "\uFFFF"],
  ])("is refused when it is %s, without quoting it", (what, textual) => {
    const body = what.includes("UTF-8") ? new Uint8Array([0x22, 0xff, 0x22]) : new TextEncoder().encode(textual);
    expect(() => parseJsonRequest("traces", body)).toThrow(WireError);
    expect(() => parseJsonRequest("traces", body)).not.toThrow(/prompt/);
  });

  it("may not nest values for ever", () => {
    const deep = (depth: number): unknown =>
      depth === 0 ? { intValue: "1" } : { arrayValue: { values: [deep(depth - 1)] } };
    const body = span({ attributes: [{ key: "k", value: deep(3_000) }] });
    expect(() => parseJsonRequest("traces", body)).toThrow(expect.objectContaining({ code: "PDATA_TOO_DEEP" }));
  });
});
