import { getHeapStatistics } from "node:v8";
import { describe, expect, it } from "vitest";
import type { LogsData, MetricsData, TracesData } from "../src/data.ts";
import { createPayload } from "../src/payloads.ts";
import type { Signal } from "../src/payload.ts";
import { AttributeKey, AttributeWalk, countRange, countUnknownFields, walkItems } from "../src/wire/index.ts";

const items = 5_000;
/** The smallest thing on the heap has 12 bytes; the measure itself moves in steps of some hundred KB. */
const smallest = 8;
const attributes = ["a", "b", "c", "wanted"].map((key) => ({ key, value: { stringValue: `value of ${key}` } }));
const each = <T>(make: (index: number) => T): T[] => Array.from({ length: items }, (_, index) => make(index));
const resource = { attributes };

const data: { traces: TracesData; metrics: MetricsData; logs: LogsData } = {
  traces: {
    resourceSpans: [
      {
        resource,
        scopeSpans: [
          {
            spans: each(() => ({
              traceId: new Uint8Array(16).fill(1),
              spanId: new Uint8Array(8).fill(1),
              name: "span",
              startTimeUnixNano: 1n,
              endTimeUnixNano: 2n,
              attributes,
            })),
          },
        ],
      },
    ],
  },
  metrics: {
    resourceMetrics: [
      {
        resource,
        scopeMetrics: [
          {
            metrics: [
              {
                name: "metric",
                gauge: { dataPoints: each((index) => ({ attributes, timeUnixNano: BigInt(index), asDouble: 1 })) },
              },
            ],
          },
        ],
      },
    ],
  },
  logs: {
    resourceLogs: [
      { resource, scopeLogs: [{ logRecords: each((index) => ({ attributes, timeUnixNano: BigInt(index) })) }] },
    ],
  },
};

/** Bytes that `work` allocates on the heap, an item and pass; the first passes, in which code is compiled, do not count. */
function allocatedPerItem(work: () => void): number {
  const passes = 100;
  for (let i = 0; i < passes; i++) work();
  const before = getHeapStatistics().total_allocated_bytes;
  for (let i = 0; i < passes; i++) work();
  return (getHeapStatistics().total_allocated_bytes - before) / passes / items;
}

describe.each<Signal>(["traces", "metrics", "logs"])("%s on the wire: without allocating for an item", (signal) => {
  const [{ bytes }] = createPayload(signal, data[signal]).encoded() as [{ bytes: Uint8Array }];

  it("items are counted", () => {
    expect(countRange(signal, bytes)).toBe(items);
    expect(allocatedPerItem(() => countRange(signal, bytes))).toBeLessThan(smallest);
  });

  it("every attribute of every item is looked at", () => {
    const wanted = new AttributeKey("wanted");
    const walk = new AttributeWalk(bytes);
    let found = 0;
    const look = (): void =>
      walkItems(signal, bytes, (start, end, tag) => {
        walk.enter(tag, start, end);
        while (walk.next()) if (wanted.isAt(bytes, walk.keyStart, walk.keyEnd)) found += 1;
      });
    look();
    expect(found).toBe(items);
    expect(allocatedPerItem(look)).toBeLessThan(smallest);
  });

  it("fields that nobody knows are counted", () => {
    expect(countUnknownFields(signal, bytes)).toBe(0);
    expect(allocatedPerItem(() => countUnknownFields(signal, bytes))).toBeLessThan(smallest);
  });

  it("while decoding allocates hundreds of bytes for each: the measure sees it", () => {
    const payload = createPayload(signal, data[signal]);
    payload.encoded();
    expect(allocatedPerItem(() => void payload.withRanges([{ bytes }]).decoded())).toBeGreaterThan(200);
  });
});
