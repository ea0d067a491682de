// An independent reader and writer of OTLP: protobufjs over the public message definitions.
import { readFileSync } from "node:fs";
import Long from "long";
import protobuf from "protobufjs";
import type { Signal } from "../src/payload.ts";

protobuf.util.Long = Long;
protobuf.configure();
const source = readFileSync(new URL("../testdata/otlp.proto", import.meta.url), "utf8");
const { root } = protobuf.parse(source, { keepCase: false });
root.resolveAll();

/** The message that a request of each signal is. */
export const requestTypes: { readonly [S in Signal]: protobuf.Type } = {
  traces: root.lookupType("ExportTraceServiceRequest"),
  metrics: root.lookupType("ExportMetricsServiceRequest"),
  logs: root.lookupType("ExportLogsServiceRequest"),
};

/** What the oracle reads. Throws for bytes that are no such message. */
export function oracleDecode(signal: Signal, bytes: Uint8Array): unknown {
  return requestTypes[signal].decode(bytes);
}

/** What the oracle writes for data in our decoded form. */
export function oracleEncode(signal: Signal, data: object): Uint8Array {
  const type = requestTypes[signal];
  return type.encode(type.create(asOracle(type, data))).finish();
}

/** Our objects with the oracle's 64-bit integers. */
function asOracle(type: protobuf.Type, message: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    const value = (message as Record<string, unknown>)[field.name];
    if (value === undefined) continue;
    const convert = (each: unknown): unknown => {
      if (field.resolvedType instanceof protobuf.Type) return asOracle(field.resolvedType, each as object);
      if (typeof each === "bigint") return Long.fromString(String(each), !/^s|^int/.test(field.type));
      return each;
    };
    result[field.name] = field.repeated ? (value as unknown[]).map(convert) : convert(value);
  }
  return result;
}

/**
 * A message of ours or of the oracle's in one comparable form. What proto3 takes for absent is left out: defaults of
 * plain fields, empty lists, messages that say nothing. Members of a oneof and `optional` fields count as soon as they
 * are there. Numbers with a fraction are compared by their bits.
 */
export function normalised(signal: Signal, message: unknown): unknown {
  return normalise(requestTypes[signal], message as Record<string, unknown>);
}

function normalise(type: protobuf.Type, message: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    // The oracle's defaults stand on the prototype.
    if (!Object.hasOwn(message, field.name)) continue;
    const value = message[field.name];
    if (value === undefined || value === null) continue;
    if (field.repeated) {
      const values = (value as unknown[]).map((each) => normaliseValue(field, each));
      if (values.length > 0) result[field.name] = values;
      continue;
    }
    const normal = normaliseValue(field, value);
    if (field.partOf !== null || !saysNothing(normal)) result[field.name] = normal;
  }
  return result;
}

function normaliseValue(field: protobuf.Field, value: unknown): unknown {
  if (field.resolvedType instanceof protobuf.Type) {
    return normalise(field.resolvedType, value as Record<string, unknown>);
  }
  if (field.type === "double") return `bits ${bitsOf(value as number)}`;
  if (value instanceof Uint8Array) return `hex ${Buffer.from(value).toString("hex")}`;
  if (Long.isLong(value) || typeof value === "bigint") return `int ${value.toString()}`;
  return value;
}

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16);
}

function saysNothing(normal: unknown): boolean {
  if (typeof normal === "object") return Object.keys(normal as object).length === 0;
  return ["", 0, false, "bits 0", "hex ", "int 0"].includes(normal as string);
}

/** What the oracle makes of an OTLP/JSON value. Identifiers stand there in hex, where protobuf's JSON has base64. */
export function oracleFromJson(signal: Signal, json: unknown): unknown {
  return requestTypes[signal].fromObject(withBase64Ids(json) as Record<string, unknown>);
}

function withBase64Ids(value: unknown, name = ""): unknown {
  if (typeof value === "string") {
    return /^(?:trace|span|parentSpan)Id$/.test(name) ? Buffer.from(value, "hex").toString("base64") : value;
  }
  if (Array.isArray(value)) return value.map((each) => withBase64Ids(each, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withBase64Ids(each, key)]));
}
