// Decoded data as OTLP/JSON values: camelCase names, 64-bit integers as decimal texts, identifiers in hex, bytes in
// base64, NaN and infinities as texts; what equals its default is left out.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import { Buffer } from "node:buffer";
import type { JsonMessage, Member } from "./json-messages.ts";

/** A decoded message as a JSON value, its members in the order of the table, whoever built it. */
export function messageToJson(schema: JsonMessage, message: object): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, member] of schema.members) {
    const written = memberToJson(member, (message as Readonly<Record<string, unknown>>)[name]);
    if (written !== undefined) json[name] = written;
  }
  return json;
}

/** Undefined for what is left out. */
function memberToJson(member: Member, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (member.repeated) {
    const list = value as readonly unknown[];
    return list.length > 0 || member.alwaysWritten === true ? list.map((each) => valueToJson(member, each)) : undefined;
  }
  // A message is there or not, whatever is in it; so are members of a oneof and proto3's `optional`.
  if (typeof member.type === "string" && !member.optional && isDefault(value)) return undefined;
  return valueToJson(member, value);
}

function valueToJson(member: Member, value: unknown): unknown {
  if (typeof member.type !== "string") return messageToJson(member.type, value as object);
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString(member.type === "hex" ? "hex" : "base64");
  }
  if (typeof value === "bigint") return value.toString();
  return typeof value === "number" ? numberToJson(value) : value;
}

/** JSON has no NaN, no infinities, and its writer no negative zero. */
function numberToJson(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return value === "" || value === 0n || value === false || Object.is(value, 0);
}
