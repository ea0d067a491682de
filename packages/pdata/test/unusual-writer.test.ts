import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRange } from "../src/otlp/codec.ts";
import { parseRequest } from "../src/parse-request.ts";
import type { Signal } from "../src/payload.ts";
import { firstTimeUnixNano, keepItems, ResourceEdit, splitRange } from "../src/wire/index.ts";
import { arbitraryData } from "./arbitrary-data.ts";
import { containersOf, itemsOf } from "./items.ts";
import { seeded } from "./mutate.ts";
import { normalised, oracleEncode } from "./oracle.ts";
import { rewritten, type Manner } from "./unusual-writer.ts";

const signals = ["traces", "metrics", "logs"] as const;
const manners: Readonly<Record<string, Manner>> = {
  "in another order": { shuffle: true, split: false, unpack: false, pad: false },
  "with messages in parts": { shuffle: false, split: true, unpack: false, pad: false },
  "without packing": { shuffle: false, split: false, unpack: true, pad: false },
  "with long lengths": { shuffle: false, split: false, unpack: false, pad: true },
  "in every way at once": { shuffle: true, split: true, unpack: true, pad: true },
};

/** A request as the oracle writes it, and as another writer does. */
function arbitraryPair(signal: Signal, manner: Manner): fc.Arbitrary<readonly [Uint8Array, Uint8Array]> {
  return fc.tuple(arbitraryData(signal), fc.integer({ min: 1, max: 2 ** 31 - 1 })).map(([data, seed]) => {
    const bytes = oracleEncode(signal, data);
    return [bytes, rewritten(signal, bytes, manner, seeded(seed))] as const;
  });
}

const rangesOf = (signal: Signal, request: Uint8Array): Uint8Array[] =>
  parseRequest(signal, request, { validate: "full" })
    .encoded()
    .map(({ bytes }) => bytes);

describe.each(signals)("%s from an unusual writer", (signal) => {
  describe.each(Object.entries(manners))("%s", (_name, manner) => {
    const runs = { numRuns: 100 };
    const meaning = (range: Uint8Array): unknown => {
      const resource = decodeRange(signal, range);
      const key = { traces: "resourceSpans", metrics: "resourceMetrics", logs: "resourceLogs" }[signal];
      return normalised(signal, { [key]: [resource] });
    };

    it("mean the same to us", () => {
      fc.assert(
        fc.property(arbitraryPair(signal, manner), ([usual, unusual]) => {
          expect(rangesOf(signal, unusual).map(meaning)).toEqual(rangesOf(signal, usual).map(meaning));
        }),
        runs,
      );
    });

    it("are seen alike on the wire", () => {
      fc.assert(
        fc.property(arbitraryPair(signal, manner), ([usual, unusual]) => {
          expect(parseRequest(signal, unusual).items).toBe(parseRequest(signal, usual).items);
          const firsts = (request: Uint8Array) =>
            rangesOf(signal, request).map((range) => firstTimeUnixNano(signal, range) ?? 0n);
          expect(firsts(unusual)).toEqual(firsts(usual));
        }),
        runs,
      );
    });

    it("are cut, thinned out and edited without losing what stands around an item", () => {
      fc.assert(
        fc.property(arbitraryPair(signal, manner), fc.integer({ min: 1, max: 3 }), ([, unusual], size) => {
          for (const range of rangesOf(signal, unusual)) {
            const items = (each: Uint8Array) => itemsOf(signal, decodeRange(signal, each));
            const around = (each: Uint8Array) => containersOf(signal, decodeRange(signal, each));
            const parts = splitRange(signal, range, size, size);
            expect(parts.flatMap(items)).toEqual(items(range));
            expect(parts.flatMap(around)).toEqual(around(range));
            const odd = keepItems(signal, range, (index) => index % 2 === 1);
            expect(items(odd)).toEqual(items(range).filter((_, index) => index % 2 === 1));
            expect(around(odd)).toEqual(around(range).filter((_, index) => index % 2 === 1));
            const edited = new ResourceEdit({ "k.k": { intValue: 2n } }).applyTo(range);
            expect(items(edited)).toEqual(items(range));
            const { resource } = decodeRange(signal, range);
            expect(decodeRange(signal, edited).resource.attributes.slice(0, -1)).toEqual(resource.attributes);
          }
        }),
        runs,
      );
    });
  });
});
