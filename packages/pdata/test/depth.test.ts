import { describe, expect, it } from "vitest";
import type { AnyValue } from "../src/data.ts";
import { encodeJson, parseJsonRequest } from "../src/json/json.ts";
import { parseRequest } from "../src/parse-request.ts";
import { createLogs } from "../src/payloads.ts";
import { countUnknownFields } from "../src/wire/unknown-fields.ts";
import { concat } from "./concat.ts";
import { withUnknownFields } from "./unknown-fields.ts";

const leaves: Readonly<Record<string, AnyValue>> = { number: { intValue: 1n }, text: { stringValue: "leaf" } };
const nestings: Readonly<Record<string, (inner: AnyValue) => AnyValue>> = {
  "lists in lists": (inner) => ({ arrayValue: { values: [inner] } }),
  "maps in maps": (inner) => ({ kvlistValue: { values: [{ key: "k", value: inner }] } }),
};

/** A request with a log record whose body is so many values in one another. */
function nested(nest: (inner: AnyValue) => AnyValue, depth: number, leaf: AnyValue): Uint8Array {
  let body = leaf;
  for (let i = 1; i < depth; i++) body = nest(body);
  const record = { timeUnixNano: 1n, body, attributes: [] };
  const logs = createLogs({ resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ logRecords: [record] }] }] });
  return concat(logs.encoded().map(({ bytes }) => bytes));
}

const cases = Object.entries(nestings).flatMap(([name, nest]) =>
  Object.entries(leaves).map(([inside, leaf]) => [name, inside, nest, leaf] as const),
);

describe.each(cases)("%s around a %s", (_name, _inside, nest, leaf) => {
  it.each([1, 33, 34, 50, 51, 99, 100])("are read on every way, %i deep", (depth) => {
    const bytes = nested(nest, depth, leaf);
    const payload = parseRequest("logs", bytes, { validate: "full" });
    const data = payload.decoded();
    expect(parseJsonRequest("logs", encodeJson(payload)).decoded()).toEqual(data);
  });

  it("are refused on every way, 101 deep, and the path says where", () => {
    const bytes = nested(nest, 101, leaf);
    const tooDeep = expect.objectContaining({
      code: "PDATA_TOO_DEEP",
      path: expect.stringMatching(/^resource_logs\[0\]\.scope_logs\[0\]\.log_records\[0\]\.body\./) as string,
    });
    const payload = parseRequest("logs", bytes);
    expect(() => payload.decoded()).toThrow(tooDeep);
    expect(() => payload.takeDecoded()).toThrow(tooDeep);
    expect(() => parseRequest("logs", bytes, { validate: "full" })).toThrow(tooDeep);
  });

  it("are refused in JSON, 101 deep", () => {
    let body = leaf;
    for (let i = 1; i < 101; i++) body = nest(body);
    const request = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body }] }] }] };
    const json = JSON.stringify(request, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    expect(() => parseJsonRequest("logs", new TextEncoder().encode(json))).toThrow(
      expect.objectContaining({
        code: "PDATA_TOO_DEEP",
        path: expect.stringMatching(/^resourceLogs\[0\]\.scopeLogs\[0\]\.logRecords\[0\]\.body\./) as string,
      }),
    );
  });

  it("hide no unknown field, 100 deep", () => {
    const bytes = withUnknownFields("logs", nested(nest, 100, leaf));
    // Two in each message: a list adds a message to each level, a map adds two.
    const perLevel = nest(leaf).arrayValue === undefined ? 3 : 2;
    const around = 3 + 1;
    expect(countUnknownFields("logs", bytes)).toBe(2 * (around + perLevel * 99));
  });
});
