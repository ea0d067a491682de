// What holds for every field of every signal, checked against an independent library.
import { deepStrictEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { parseRequest } from "../src/parse-request.ts";
import { createPayload, payloadFromRanges } from "../src/payloads.ts";
import type { Signal } from "../src/payload.ts";
import { concat } from "./concat.ts";
import { arbitraryData } from "./arbitrary-data.ts";
import { normalised, oracleDecode, oracleEncode } from "./oracle.ts";

/** A property and the name of what it shows. */
export type NamedProperty = readonly [name: string, check: (signal: Signal, runs: number) => void];

export const oracleProperties: readonly NamedProperty[] = [
  [
    "what we write the oracle reads, and means the same",
    (signal, runs) =>
      check(signal, runs, (data) => {
        const bytes = requestOf(signal, data);
        deepStrictEqual(normalised(signal, oracleDecode(signal, bytes)), normalised(signal, data));
      }),
  ],
  [
    "what the oracle writes we read, and mean the same",
    (signal, runs) =>
      check(signal, runs, (data) => {
        const bytes = oracleEncode(signal, data);
        const payload = parseRequest(signal, bytes, { validate: "full" });
        deepStrictEqual(normalised(signal, payload.decoded()), normalised(signal, oracleDecode(signal, bytes)));
      }),
  ],
  [
    "what we decode and encode again is byte for byte what we wrote",
    (signal, runs) =>
      check(signal, runs, (data) => {
        const bytes = requestOf(signal, data);
        const again = requestOf(signal, parseRequest(signal, bytes).takeDecoded());
        ok(Buffer.from(again).equals(bytes));
      }),
  ],
  [
    "the items that we count on the wire are those that are there",
    (signal, runs) =>
      check(signal, runs, (data) => {
        const payload = parseRequest(signal, oracleEncode(signal, data));
        deepStrictEqual(payload.items, createPayload(signal, data as never).items);
        deepStrictEqual(payloadFromRanges(signal, payload.encoded()).bytes, payload.bytes);
      }),
  ],
];

function check(signal: Signal, runs: number, holds: (data: object) => void): void {
  fc.assert(fc.property(arbitraryData(signal), holds), { numRuns: runs });
}

/** A request's body of ours. */
function requestOf(signal: Signal, data: object): Uint8Array {
  const ranges = createPayload(signal, data as never).encoded();
  return concat(ranges.map(({ bytes }) => bytes));
}
