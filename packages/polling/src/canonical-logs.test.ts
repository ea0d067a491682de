import { labelsOf, recordsOf } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { canonicalLogs } from "./canonical-logs.ts";
import type { PolledRecord } from "./sample.ts";

const options = { resource: { "service.name": "genai-collector" }, observedAt: 7_000 };
const record = (timeUnixNano: bigint, change: Partial<PolledRecord> = {}): PolledRecord => ({
  timeUnixNano,
  severityText: "INFO",
  attributes: [
    { key: "b", value: { stringValue: "1" } },
    { key: "a", value: { stringValue: "2" } },
  ],
  ...change,
});

describe("canonicalLogs", () => {
  it("shuffled records: byte-identical", () => {
    const records = [
      record(3n),
      record(1n, { resource: { team: "a", zone: "x" } }),
      record(2n, { severityText: "WARN" }),
      record(2n),
      record(1n, { resource: { zone: "x", team: "a" } }),
    ];
    const bytes = (all: readonly PolledRecord[]) =>
      canonicalLogs(all, options)
        .encoded()
        .map((range) => range.bytes);
    expect(bytes(records.toReversed())).toEqual(bytes(records));
  });

  it("two distinct resource sets: two resources, each with the identity; a record's own attribute wins over it", () => {
    const logs = canonicalLogs([record(1n), record(2n, { resource: { "service.name": "mine", team: "a" } })], options);
    const resources = logs.decoded().resourceLogs.map(({ resource }) => labelsOf(resource.attributes));
    expect(resources).toHaveLength(2);
    expect(resources).toContainEqual({ "service.name": "genai-collector" });
    expect(resources).toContainEqual({ "service.name": "mine", team: "a" });
  });

  it("observed time is the one that it is given, whatever the record says", () => {
    const logs = canonicalLogs([record(1n, { observedTimeUnixNano: 99n })], options);
    expect(recordsOf(logs).map(({ observedTimeUnixNano }) => observedTimeUnixNano)).toEqual([7_000_000_000n]);
  });

  it("no records: nothing", () => {
    expect(canonicalLogs([], options).encoded()).toEqual([]);
  });
});
