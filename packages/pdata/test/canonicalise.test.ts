import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicaliseLogs, canonicaliseMetrics, canonicaliseTraces } from "../src/canonical/canonicalise.ts";
import { compareUtf8 } from "../src/canonical/compare-utf8.ts";
import { labelKey } from "../src/canonical/label-key.ts";
import type { KeyValue } from "../src/data.ts";
import { createPayload } from "../src/payloads.ts";
import type { Signal } from "../src/payload.ts";
import { arbitraryData } from "./arbitrary-data.ts";
import { concat } from "./concat.ts";
import { itemsOf } from "./items.ts";

const canonicalise = { traces: canonicaliseTraces, metrics: canonicaliseMetrics, logs: canonicaliseLogs } as const;

function canonicalBytes(signal: Signal, data: object): Uint8Array {
  const copy = structuredClone(data);
  canonicalise[signal](copy as never);
  return concat(
    createPayload(signal, copy as never)
      .encoded()
      .map(({ bytes }) => bytes),
  );
}

/** The same telemetry with every list in another order. */
function shuffled(value: unknown, draw: () => number): unknown {
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shuffled(each, draw)]));
  }
  return value
    .map((each) => ({ each: shuffled(each, draw), at: draw() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
}

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
const letters = ["a", "é", "z", "\uFF00", "🐘", ""];
const attributes = (i: number): KeyValue[] => letters.map((letter, j) => text(`k${letter}`, `${(i >> j) & 1}`));
const numbers = Array.from({ length: 12 }, (_, i) => i);
const resource = (i: number) => ({ attributes: [...attributes(i), text("service.name", "s")] });
const scopes = [
  { name: "b", attributes: attributes(3) },
  { name: "a", version: "2" },
  { name: "a", version: "1", attributes: attributes(5) },
  { name: "a", version: "1", attributes: attributes(6) },
];

const event = (i: number) => ({ timeUnixNano: 3n, name: "e", attributes: attributes(i) });
const link = (i: number) => ({ ...ids(i), attributes: attributes(i) });
const ids = (i: number) => ({ traceId: new Uint8Array(16).fill(i % 3), spanId: new Uint8Array(8).fill(i) });
const exemplar = (i: number) => ({ timeUnixNano: 3n, asDouble: 1, filteredAttributes: attributes(i) });

/** Telemetry in which no two neighbours have the same place in the order. */
const distinct: { readonly [S in Signal]: object } = {
  traces: {
    resourceSpans: [1, 2, 3].map((r) => ({
      resource: resource(r >> 1),
      schemaUrl: `https://example.com/${r}`,
      scopeSpans: scopes.map((scope) => ({
        scope,
        spans: numbers.map((i) => ({
          ...ids(i),
          name: `s${i}`,
          startTimeUnixNano: BigInt(i % 4),
          endTimeUnixNano: 9n,
          attributes: attributes(i),
          events: [event(i)],
          links: [link(i)],
        })),
      })),
    })),
  },
  metrics: {
    resourceMetrics: [1, 2, 3].map((r) => ({
      resource: resource(r >> 1),
      schemaUrl: `https://example.com/${r}`,
      scopeMetrics: scopes.map((scope) => ({
        scope,
        metrics: ["s", "ms", ""].flatMap((unit) =>
          letters.map((name) => ({
            name,
            unit,
            gauge: {
              dataPoints: numbers.map((i) => ({
                attributes: attributes(i % 5),
                timeUnixNano: BigInt(i),
                asDouble: i,
                exemplars: [exemplar(i)],
              })),
            },
            metadata: attributes(7),
          })),
        ),
      })),
    })),
  },
  logs: {
    resourceLogs: [1, 2, 3].map((r) => ({
      resource: resource(r >> 1),
      schemaUrl: `https://example.com/${r}`,
      scopeLogs: scopes.map((scope) => ({
        scope,
        logRecords: numbers.map((i) => ({
          timeUnixNano: BigInt((i >> 1) % 4),
          severityText: (i >> 1) % 2 === 0 ? "INFO" : "WARN",
          // Two neighbours each differ in their trace alone.
          attributes: attributes(i >> 1),
          traceId: ids(i).traceId,
        })),
      })),
    })),
  },
};

describe.each(["traces", "metrics", "logs"] as const)("canonical %s", (signal) => {
  it("have the same bytes whatever order they came in", () => {
    const expected = canonicalBytes(signal, distinct[signal]);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (stream) => {
        const other = shuffled(distinct[signal], () => stream.next().value as number) as object;
        expect(canonicalBytes(signal, other)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("stay as they are when they are made canonical again, and keep every item", () => {
    fc.assert(
      fc.property(arbitraryData(signal), (given) => {
        const payload = createPayload(signal, given as never).fork();
        const before = payload.items;
        const data = payload.takeDecoded();
        canonicalise[signal](data as never);
        const once = canonicalBytes(signal, data);
        canonicalise[signal](data as never);
        expect(canonicalBytes(signal, data)).toEqual(once);
        const resources = Object.values(data)[0] as object[];
        expect(resources.flatMap((each) => itemsOf(signal, each)).length).toBe(before);
      }),
      { numRuns: 200 },
    );
  });
});

describe("times of unlike length", () => {
  const times = [1_000n, 9n, 18_446_744_073_709_551_615n, 0n, 10n];
  const inOrder = [0n, 9n, 10n, 1_000n, 18_446_744_073_709_551_615n];
  const resource = { attributes: [] };

  it("are ordered as numbers, in points", () => {
    const dataPoints = times.map((timeUnixNano) => ({ attributes: [], timeUnixNano, asDouble: 1 }));
    canonicaliseMetrics({
      resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints } }] }] }],
    });
    expect(dataPoints.map(({ timeUnixNano }) => timeUnixNano)).toEqual(inOrder);
  });

  it("are ordered as numbers, in records", () => {
    const logRecords = times.map((timeUnixNano) => ({ attributes: [], timeUnixNano }));
    canonicaliseLogs({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
    expect(logRecords.map(({ timeUnixNano }) => timeUnixNano)).toEqual(inOrder);
  });

  it("are ordered as numbers, in spans", () => {
    const ids = { traceId: new Uint8Array(16), spanId: new Uint8Array(8), name: "s", endTimeUnixNano: 0n };
    const spans = times.map((startTimeUnixNano) => ({ ...ids, attributes: [], startTimeUnixNano }));
    canonicaliseTraces({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
    expect(spans.map(({ startTimeUnixNano }) => startTimeUnixNano)).toEqual(inOrder);
  });
});

describe("the order of texts", () => {
  it("is that of their UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the key of a label set", () => {
  it.each([
    ["nothing", [], ""],
    ["texts", [text("a", "b"), text("cd", "")], "1:a1:b2:cd0:"],
    ["lengths in bytes, not in units", [text("é", "🐘")], "2:é4:🐘"],
    [
      "types that are no text",
      [
        { key: "n", value: { intValue: 7n } },
        { key: "o", value: {} },
      ],
      "1:ni1:71:on",
    ],
    [
      "a list",
      [{ key: "l", value: { arrayValue: { values: [{ stringValue: "x" }, { boolValue: true }] } } }],
      "1:la10:1:xb4:true",
    ],
  ])("has the length of every part: %s", (_what, set: KeyValue[], expected) => {
    expect(labelKey(set)).toBe(expected);
  });

  it("is another for every other set: what a naive join confuses stays apart", () => {
    const keys = [
      [text("a", "b;c=d")],
      [text("a", "b"), text("c", "d")],
      [text("a", "")],
      [text("", "a")],
      [{ key: "a", value: { intValue: 1n } }],
      [{ key: "a", value: { doubleValue: 1 } }],
      [text("a", "1")],
      [{ key: "a", value: { boolValue: true } }],
      [text("a", "true")],
      [{ key: "a", value: { doubleValue: 0 } }],
      [{ key: "a", value: { doubleValue: -0 } }],
      [{ key: "a", value: { arrayValue: { values: [{ stringValue: "x" }, { stringValue: "y" }] } } }],
      [{ key: "a", value: { arrayValue: { values: [{ stringValue: "xy" }] } } }],
      [{ key: "a", value: {} }],
    ].map((set) => labelKey(set));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
