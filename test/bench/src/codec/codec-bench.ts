import { deepStrictEqual } from "node:assert/strict";
import { createTraces, decodeResourceSpans, encodeResourceSpans, parseRequest } from "@genai-collector/pdata";
import { AttributeKey, AttributeWalk, walkItems } from "@genai-collector/pdata/wire";
import Long from "long";
import protobuf from "protobufjs/minimal.js";
import { llmSpans } from "../bodies/llm-spans.ts";
import { median } from "../median.ts";
import { ExportTraceServiceRequest } from "./generated/otlp.js";
import { measure, ratioOf, type Measured, type MeasureOptions } from "./measure.ts";

protobuf.util.Long = Long;
protobuf.configure();

/** One line of the table: how many times as fast as the library's generated code, and what is asked for. */
export interface Ratio {
  readonly name: string;
  /** Items a second. */
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly asked: number;
}

const spans = 512;

/** Our codec against protobufjs' generated code, which produces an equal object, on one request of 512 spans. */
export function codecBench(options: MeasureOptions): Ratio[] {
  const data = llmSpans(spans);
  const range = encodeResourceSpans(data.resourceSpans[0]!);
  const decoded = decodeResourceSpans(range);
  const theirs = ExportTraceServiceRequest.decode(range);
  verify(range, theirs);
  const speeds = measure(
    [
      { name: "their decode", run: () => ExportTraceServiceRequest.decode(range) },
      { name: "our decode", run: () => decodeResourceSpans(range) },
      { name: "their encode", run: () => ExportTraceServiceRequest.encode(theirs).finish() },
      { name: "our encode", run: () => encodeResourceSpans(decoded) },
      { name: "our walk", run: () => countModel(range, model) },
      { name: "our count", run: () => parseRequest("traces", range).items },
    ],
    options,
  );
  const named = (name: string): Measured => speeds.find((each) => each.name === name)!;
  const perSecond = (name: string): number => median(named(name).speeds) * spans;
  const row = (name: string, ours: string, theirs: string, asked: number): Ratio => ({
    name,
    ours: perSecond(ours),
    theirs: perSecond(theirs),
    ratio: ratioOf(named(ours), named(theirs)),
    asked,
  });
  return [
    row("decode to objects", "our decode", "their decode", 4),
    row("encode from objects", "our encode", "their encode", 3),
    row("walk for one attribute, against their decode", "our walk", "their decode", 15),
    row("check and count, against their decode", "our count", "their decode", 15),
  ];
}

const model = new AttributeKey("gen_ai.request.model");

/** How many spans have the attribute. */
function countModel(range: Uint8Array, key: AttributeKey): number {
  const walk = new AttributeWalk(range);
  let found = 0;
  walkItems("traces", range, (start, end, tag) => {
    walk.enter(tag, start, end);
    while (walk.next()) if (key.isAt(range, walk.keyStart, walk.keyEnd)) found += 1;
  });
  return found;
}

/** Both read the same from the bytes, and write it back: a fast wrong answer is no answer. */
function verify(range: Uint8Array, theirs: object): void {
  const data = parseRequest("traces", range).takeDecoded();
  deepStrictEqual(essence({ resourceSpans: data.resourceSpans }), essence(theirs));
  deepStrictEqual(ExportTraceServiceRequest.encode(theirs).finish().length, range.length);
  deepStrictEqual(createTraces(data).encoded()[0]!.bytes, range);
  deepStrictEqual(countModel(range, model), spans);
}

/** What a message says, whichever side holds it: integers as text, bytes as hex, nothing that is empty or zero. */
function essence(value: unknown): unknown {
  if (typeof value === "bigint" || Long.isLong(value)) return value.toString() === "0" ? undefined : value.toString();
  if (value instanceof Uint8Array) return value.length === 0 ? undefined : Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(essence);
  if (typeof value !== "object" || value === null)
    return value === "" || value === 0 ? undefined : (value ?? undefined);
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const said = essence(each);
    return said === undefined || (typeof said === "object" && Object.keys(said as object).length === 0)
      ? []
      : [[key, said] as const];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
