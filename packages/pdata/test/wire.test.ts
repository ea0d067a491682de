import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnyValue, KeyValue } from "../src/data.ts";
import { decodeAnyValue } from "../src/otlp/decode-common.ts";
import { decodeRange } from "../src/otlp/codec.ts";
import { parseRequest } from "../src/parse-request.ts";
import type { Signal } from "../src/payload.ts";
import { payloadFromRanges } from "../src/payloads.ts";
import { merge } from "../src/merge.ts";
import { splitByItems, splitByRanges } from "../src/split.ts";
import {
  AttributeKey,
  AttributeWalk,
  countRange,
  countUnknownFields,
  firstTimeUnixNano,
  keepItems,
  ResourceEdit,
  splitRange,
  walkItems,
} from "../src/wire/index.ts";
import { Reader } from "../src/wire/reader.ts";
import { arbitraryData } from "./arbitrary-data.ts";
import { containersOf, emptiesOf, itemsOf } from "./items.ts";
import { normalised, oracleEncode } from "./oracle.ts";
import { withUnknownFields } from "./unknown-fields.ts";

const signals = ["traces", "metrics", "logs"] as const;
const runs = { numRuns: 150 };

/** Ranges of arbitrary telemetry, with fields that nobody knows in every message. */
function arbitraryRanges(signal: Signal): fc.Arbitrary<Uint8Array[]> {
  return arbitraryData(signal).map((data) => {
    const bytes = withUnknownFields(signal, oracleEncode(signal, data));
    return parseRequest(signal, bytes)
      .encoded()
      .map((range) => range.bytes);
  });
}

function arbitraryRange(signal: Signal): fc.Arbitrary<Uint8Array> {
  return arbitraryRanges(signal)
    .filter((ranges) => ranges.length > 0)
    .map((ranges) => ranges[0]!);
}

/** A range's decoded form in a comparable one. */
function meaning(signal: Signal, range: Uint8Array): unknown {
  return normalised(signal, payloadFromRanges(signal, [{ bytes: range }]).decoded());
}

describe.each(signals)("%s on the wire", (signal) => {
  const items = (range: Uint8Array): readonly unknown[] => itemsOf(signal, decodeRange(signal, range));

  it("keeping every item keeps every byte", () => {
    fc.assert(
      fc.property(arbitraryRange(signal), (range) => {
        expect(keepItems(signal, range, () => true)).toEqual(range);
      }),
      runs,
    );
  });

  it("what is kept is what decoding, filtering and encoding would keep; nothing else changes", () => {
    fc.assert(
      fc.property(arbitraryRange(signal), fc.infiniteStream(fc.boolean()), (range, choices) => {
        const kept = items(range).map(() => choices.next().value as boolean);
        const result = keepItems(signal, range, (index) => kept[index]!);
        expect(items(result)).toEqual(items(range).filter((_, index) => kept[index]));
        const resource = { resource: decodeRange(signal, range).resource };
        expect(decodeRange(signal, result)).toMatchObject(resource);
      }),
      runs,
    );
  });

  it("a cut loses nothing, fills every part, and repeats what stands around the items", () => {
    fc.assert(
      fc.property(
        arbitraryRange(signal),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (range, first, more) => {
          const parts = splitRange(signal, range, first, more);
          expect(parts.flatMap(items)).toEqual(items(range));
          const counts = parts.map((part) => countRange(signal, part));
          expect(counts.slice(0, -1)).toEqual(counts.slice(0, -1).map((_, index) => (index === 0 ? first : more)));
          for (const part of parts) {
            const { resource, schemaUrl } = decodeRange(signal, range);
            expect(decodeRange(signal, part)).toMatchObject({ resource, schemaUrl });
            expect(countUnknownFields(signal, part)).toBeGreaterThanOrEqual(2);
          }
        },
      ),
      runs,
    );
  });

  it("a cut keeps the scope and the metric of each item", () => {
    fc.assert(
      fc.property(arbitraryRange(signal), fc.integer({ min: 1, max: 5 }), (range, size) => {
        const parts = splitRange(signal, range, size, size);
        const around = (each: Uint8Array): readonly unknown[] => containersOf(signal, decodeRange(signal, each));
        expect(parts.flatMap(around)).toEqual(around(range));
      }),
      runs,
    );
  });

  it("a cut keeps scopes and metrics that are empty, each once", () => {
    fc.assert(
      fc.property(arbitraryRange(signal), fc.integer({ min: 1, max: 3 }), (range, size) => {
        const empties = (each: Uint8Array): readonly unknown[] => emptiesOf(signal, decodeRange(signal, each));
        expect(splitRange(signal, range, size, size).flatMap(empties)).toEqual(empties(range));
      }),
      runs,
    );
  });

  it("a payload is cut into as many parts as its items need", () => {
    fc.assert(
      fc.property(arbitraryRanges(signal), fc.integer({ min: 1, max: 4 }), (ranges, size) => {
        const payload = payloadFromRanges(
          signal,
          ranges.map((bytes) => ({ bytes })),
        );
        const parts = splitByItems(payload, size);
        expect(parts.length).toBe(Math.max(1, Math.ceil(payload.items / size)));
        expect(parts.flatMap((part) => part.encoded().flatMap(({ bytes }) => items(bytes)))).toEqual(
          ranges.flatMap(items),
        );
        for (const part of parts) expect(part.items).toBeLessThanOrEqual(Math.max(size, 0));
      }),
      runs,
    );
  });

  it("merging is concatenation, and halving takes it apart again", () => {
    fc.assert(
      fc.property(arbitraryRanges(signal), arbitraryRanges(signal), (one, two) => {
        const payloadOf = (ranges: readonly Uint8Array[]) =>
          payloadFromRanges(
            signal,
            ranges.map((bytes) => ({ bytes })),
          );
        const merged = merge([payloadOf(one), payloadOf(two)]);
        expect(merged.encoded().map(({ bytes }) => bytes)).toEqual([...one, ...two]);
        const halves = splitByRanges(merged);
        const again = halves === undefined ? merged : merge([...halves]);
        expect(again.encoded().map(({ bytes }) => bytes)).toEqual([...one, ...two]);
      }),
      runs,
    );
  });

  it("a walk sees every attribute of every item, in order", () => {
    fc.assert(
      fc.property(arbitraryRange(signal), (range) => {
        const walk = new AttributeWalk(range);
        const seen: KeyValue[][] = [];
        walkItems(signal, range, (start, end, tag) => {
          const attributes: KeyValue[] = [];
          for (walk.enter(tag, start, end); walk.next();) attributes.push(pairAt(range, walk));
          seen.push(attributes);
        });
        expect(seen).toEqual((items(range) as { attributes: KeyValue[] }[]).map(({ attributes }) => attributes));
      }),
      runs,
    );
  });

  it("the first time is the one that decoding finds", () => {
    fc.assert(
      fc.property(arbitraryRange(signal), (range) => {
        const first = items(range)[0] as { startTimeUnixNano?: bigint; timeUnixNano?: bigint } | undefined;
        const decoded = signal === "traces" ? first?.startTimeUnixNano : first?.timeUnixNano;
        expect(firstTimeUnixNano(signal, range) ?? 0n).toBe(decoded ?? 0n);
      }),
      runs,
    );
  });

  it("a resource edit changes the attributes that it names and nothing else, and leaves its source alone", () => {
    const arbitraryKey = fc.constantFrom("host.name", "service.name", "é.é");
    fc.assert(
      fc.property(
        arbitraryRange(signal),
        arbitraryKey,
        fc.option(fc.string(), { nil: undefined }),
        (range, key, text) => {
          const before = range.slice();
          const prepared = new ResourceEdit({ "host.name": { stringValue: "1" }, [key]: { intValue: 2n } }).applyTo(
            range,
          );
          const edited = new ResourceEdit({ [key]: text === undefined ? undefined : { stringValue: text } }).applyTo(
            prepared,
          );
          const { resource } = decodeRange(signal, prepared);
          const expected = resource.attributes.filter((each) => each.key !== key);
          const added =
            text === undefined ? [] : [{ key, value: expect.objectContaining({ stringValue: text }) as AnyValue }];
          expect(decodeRange(signal, edited).resource.attributes).toEqual([...expected, ...added]);
          expect(items(edited)).toEqual(items(range));
          expect(countUnknownFields(signal, edited)).toBe(countUnknownFields(signal, range));
          expect(range).toEqual(before);
        },
      ),
      runs,
    );
  });

  it("unknown fields survive what is done to the encoded form", () => {
    fc.assert(
      fc.property(arbitraryRange(signal), (range) => {
        const unknown = countUnknownFields(signal, range);
        expect(unknown).toBeGreaterThan(0);
        const payload = payloadFromRanges(signal, [{ bytes: range }]);
        for (const same of [payload.fork(), merge([payload]), payload.filter(() => true)]) {
          expect(same.encoded().map(({ bytes }) => countUnknownFields(signal, bytes))).toEqual([unknown]);
        }
        expect(meaning(signal, range)).toEqual(
          meaning(
            signal,
            keepItems(signal, range, () => true),
          ),
        );
      }),
      runs,
    );
  });
});

function pairAt(bytes: Uint8Array, walk: AttributeWalk): KeyValue {
  const reader = new Reader(bytes, walk.valueStart);
  return {
    key: new TextDecoder().decode(bytes.subarray(walk.keyStart, walk.keyEnd)),
    value: decodeAnyValue(reader, walk.valueEnd),
  };
}

describe("an attribute that is written in an unusual way", () => {
  const pair = (...fields: readonly (readonly [tag: number, bytes: readonly number[]])[]): number[] => {
    const inner = fields.flatMap(([tag, bytes]) => [tag, bytes.length, ...bytes]);
    return [10, inner.length, ...inner];
  };
  const text = (value: string): number[] => [10, value.length, ...new TextEncoder().encode(value)];
  const walked = (message: readonly number[]): string[] => {
    const bytes = new Uint8Array(message);
    const walk = new AttributeWalk(bytes);
    const seen: string[] = [];
    for (walk.enter(10, 0, bytes.length); walk.next();) {
      const key = new TextDecoder().decode(bytes.subarray(walk.keyStart, walk.keyEnd));
      seen.push(`${key}:${walk.values}:${walk.valueEnd - walk.valueStart}`);
    }
    return seen;
  };
  const key = (value: string): [number, number[]] => [10, [...new TextEncoder().encode(value)]];

  it("is found with its value before its key", () => {
    expect(walked(pair([18, text("v")], key("k")))).toEqual(["k:1:3"]);
  });

  it("has the last of its keys, and says when its value comes in parts", () => {
    expect(walked(pair(key("a"), [18, text("v")], key("b"), [18, text("w")]))).toEqual(["b:2:3"]);
  });

  it("is seen each time when its key is repeated", () => {
    expect(walked([...pair(key("a"), [18, text("v")]), ...pair(key("a"), [18, text("longer")])])).toEqual([
      "a:1:3",
      "a:1:8",
    ]);
  });

  it("may have no key and no value", () => {
    expect(walked(pair())).toEqual([":0:0"]);
  });

  it("is compared with a key byte by byte", () => {
    const wanted = new AttributeKey("gen_ai.é");
    const bytes = new TextEncoder().encode("gen_ai.é");
    expect(wanted.isAt(bytes, 0, bytes.length)).toBe(true);
    expect(wanted.isAt(bytes, 0, bytes.length - 1)).toBe(false);
    expect(wanted.isAt(new TextEncoder().encode("gen_ai.è"), 0, bytes.length)).toBe(false);
  });
});

describe("the cost of a cut", () => {
  it("grows with the items, not with items times parts", { timeout: 20_000 }, () => {
    const span = {
      traceId: new Uint8Array(16),
      spanId: new Uint8Array(8),
      name: "s",
      startTimeUnixNano: 1n,
      endTimeUnixNano: 2n,
    };
    const spans = Array.from({ length: 200_000 }, () => ({ ...span, attributes: [] }));
    const bytes = oracleEncode("traces", { resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const payload = parseRequest("traces", bytes);
    // A pass over 8 MB for each of the 20,000 parts would take minutes.
    const parts = splitByItems(payload, 10);
    expect(parts.length).toBe(20_000);
    expect(parts.reduce((sum, part) => sum + part.items, 0)).toBe(200_000);
  });
});
