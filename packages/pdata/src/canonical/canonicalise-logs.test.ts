import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KeyValue, LogRecord } from "../data.ts";
import { canonicaliseLogs } from "./canonicalise.ts";
import { labelKey, sortAttributes } from "./label-key.ts";

const text = fc.constantFrom("", "a", "b", "aa", "\uE000", "\u{1F600}", "ü");
const attributes = fc.array(
  fc.record({
    key: text,
    value: fc.oneof(
      text.map((stringValue) => ({ stringValue })),
      fc.constant({ boolValue: true }),
    ),
  }),
  { maxLength: 8 },
);
const record = fc.record(
  {
    timeUnixNano: fc.constantFrom(0n, 9n, 10n, 1_767_225_600_000_000_000n),
    attributes,
    severityText: text,
    traceId: fc.uint8Array({ maxLength: 2 }),
  },
  { requiredKeys: ["timeUnixNano", "attributes"] },
) as fc.Arbitrary<LogRecord>;

/** Every key that counts, spelt out as one text each. */
function keysOf(log: LogRecord): readonly string[] {
  const key = log.attributes.slice();
  sortAttributes(key);
  const trace = Buffer.from(log.traceId ?? []).toString("hex");
  return [log.timeUnixNano.toString().padStart(20, "0"), log.severityText ?? "", labelKey(key), trace];
}

function expectedOrder(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((key, i) => key !== b[i]);
  return at < 0 ? 0 : Buffer.compare(Buffer.from(a[at]!), Buffer.from(b[at]!));
}

function canonical(logRecords: LogRecord[]): LogRecord[] {
  canonicaliseLogs({ resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ logRecords }] }] });
  return logRecords;
}

describe("canonicaliseLogs", () => {
  it("orders records by time, severity text, attributes and trace, by bytes, and keeps the order of equal ones", () => {
    const property = fc.property(fc.array(record, { maxLength: 12 }), (records) => {
      const expected = records.map((each) => keysOf(each)).toSorted(expectedOrder);
      expect(canonical(records).map((each) => keysOf(each))).toEqual(expected);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("sorts the attributes of every record by key, also where one brings keys that none before it had", () => {
    const property = fc.property(fc.array(attributes, { maxLength: 6 }), (all) => {
      const expected = all.map((each) => {
        const sorted = each.slice() as KeyValue[];
        sortAttributes(sorted);
        return sorted;
      });
      const logs = all.map((each, at): LogRecord => ({ timeUnixNano: BigInt(at), attributes: each as KeyValue[] }));
      expect(canonical(logs).map((log) => log.attributes)).toEqual(expected);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("sorts more keys than can be ranked", () => {
    const key = (n: number) => `k${String(n).padStart(4, "0")}`;
    const logs = [...Array(300).keys()].map((n): LogRecord => {
      const keys = [key(999 - n), key(n), "same"];
      return { timeUnixNano: BigInt(n), attributes: keys.map((each) => ({ key: each, value: {} })) };
    });
    logs.push({
      timeUnixNano: 999n,
      attributes: [...Array(300).keys()].map((n) => ({ key: key(300 - n), value: {} })),
    });
    for (const { attributes: sorted } of canonical(logs)) {
      const keys = sorted.map((each) => each.key);
      expect(keys).toEqual(keys.toSorted());
    }
  });
});
