import * as fc from "fast-check";
import { canonicaliseLogs, canonicaliseMetrics, canonicaliseTraces } from "../src/canonical/canonicalise.ts";
import type { DataOf } from "../src/otlp/codec.ts";
import { encodeJson, parseJsonRequest } from "../src/json/json.ts";
import { parseRequest } from "../src/parse-request.ts";
import type { Signal } from "../src/payload.ts";
import { splitByItems } from "../src/split.ts";
import {
  AttributeWalk,
  countUnknownFields,
  firstTimeUnixNano,
  keepItems,
  ResourceEdit,
  walkItems,
  WireError,
} from "../src/wire/index.ts";
import { arbitraryData } from "./arbitrary-data.ts";
import { mutate, seeded } from "./mutate.ts";
import { oracleEncode } from "./oracle.ts";

const canonicalise: { readonly [S in Signal]: (data: DataOf<S>) => void } = {
  traces: canonicaliseTraces,
  metrics: canonicaliseMetrics,
  logs: canonicaliseLogs,
};
const edit = new ResourceEdit({ a: { stringValue: "b" } });

/** How the payloads fared. */
export interface FuzzResult {
  readonly refusedAtTheDoor: number;
  readonly refusedInside: number;
  readonly accepted: number;
  /** Of one payload, everything that is done to it included. In milliseconds. */
  readonly slowest: number;
}

/** Does everything to `count` mutated requests that can be done to one. Throws what is no `WireError`. */
export function fuzz(signal: Signal, seed: number, count: number): FuzzResult {
  const bases = fc.sample(arbitraryData(signal), { numRuns: 100, seed }).map((data) => oracleEncode(signal, data));
  const random = seeded(seed);
  const result = { refusedAtTheDoor: 0, refusedInside: 0, accepted: 0, slowest: 0 };
  for (let i = 0; i < count; i++) {
    const bytes = mutate(bases[random(bases.length)]!, random);
    const began = performance.now();
    try {
      result[doEverything(signal, bytes)]++;
    } catch (error) {
      throw new Error(`seed ${seed}, payload ${i}: ${Buffer.from(bytes).toString("hex")}`, { cause: error });
    }
    result.slowest = Math.max(result.slowest, performance.now() - began);
  }
  return result;
}

function doEverything(signal: Signal, bytes: Uint8Array): "refusedAtTheDoor" | "refusedInside" | "accepted" {
  const payload = attempt(() => parseRequest(signal, bytes));
  if (payload === undefined) {
    if (attempt(() => parseRequest(signal, bytes, { validate: "full" })) !== undefined) {
      throw new Error("refused by the quick check, accepted by the full one");
    }
    return "refusedAtTheDoor";
  }
  for (const range of payload.encoded()) viewEverything(signal, range.bytes);
  attempt(() => splitByItems(payload, 1));
  const isValid = attempt(() => parseRequest(signal, bytes, { validate: "full" })) !== undefined;
  const data = attempt(() => payload.fork().takeDecoded());
  if (isValid && data === undefined) throw new Error("accepted by the full check, but it does not decode");
  if (data === undefined) return "refusedInside";
  canonicalise[signal](data as never);
  const json = encodeJson(payload);
  attempt(() => parseJsonRequest(signal, json));
  return "accepted";
}

function viewEverything(signal: Signal, range: Uint8Array): void {
  const walk = new AttributeWalk(range);
  attempt(() =>
    walkItems(signal, range, (start, end, tag) => {
      walk.enter(tag, start, end);
      while (walk.next()) if (walk.keyEnd > range.length || walk.valueEnd > range.length) throw new Error("outside");
    }),
  );
  attempt(() => keepItems(signal, range, (index) => index % 2 === 0));
  attempt(() => firstTimeUnixNano(signal, range));
  attempt(() => countUnknownFields(signal, range));
  attempt(() => edit.applyTo(range));
}

/** Undefined for a `WireError`. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
