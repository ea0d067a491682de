import { Buffer } from "node:buffer";
import { maxDepth } from "../wire/reader.ts";
import { WireError } from "../wire/wire-error.ts";
import { anyValue, type JsonMessage, type Member, type Scalar } from "./json-messages.ts";

/**
 * Builds a decoded message from a JSON value. Unknown members are ignored, null means absent, snake_case names are
 * accepted beside camelCase ones. Throws a `WireError` whose path says where; JSON has no byte offset any more.
 */
export function messageFromJson(schema: JsonMessage, json: unknown, path: string, depth = 0): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong("an object", json, path);
  if (depth > maxDepth) throw new WireError("PDATA_TOO_DEEP", `values nested more than ${maxDepth} deep`, 0, path);
  const given = json as Readonly<Record<string, unknown>>;
  const built: Record<string, unknown> = {};
  for (const [name, member] of schema.members) {
    const value = memberOf(given, name);
    built[name] =
      value === undefined || value === null
        ? absent(member)
        : readMember(member, value, path === "" ? name : `${path}.${name}`, depth);
  }
  return built;
}

function memberOf(given: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(given, name)) return given[name];
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return snake !== name && Object.hasOwn(given, snake) ? given[snake] : undefined;
}

function absent(member: Member): unknown {
  if (member.repeated) return [];
  if (member.optional) return undefined;
  if (typeof member.type !== "string") return messageFromJson(member.type, {}, "");
  return defaults[member.type]();
}

const defaults: Readonly<Record<Scalar, () => unknown>> = {
  string: () => "",
  bool: () => false,
  u32: () => 0,
  i32: () => 0,
  enum: () => 0,
  u64: () => 0n,
  i64: () => 0n,
  double: () => 0,
  hex: () => new Uint8Array(),
  base64: () => new Uint8Array(),
};

function readMember(member: Member, value: unknown, path: string, depth: number): unknown {
  if (!member.repeated) return readOne(member, value, path, depth);
  if (!Array.isArray(value)) throw wrong("a list", value, path);
  return value.map((each: unknown, index) => readOne(member, each, `${path}[${index}]`, depth));
}

function readOne(member: Member, value: unknown, path: string, depth: number): unknown {
  if (typeof member.type !== "string") {
    // Values nest in values, nothing else does: counted as the decoder of protobuf counts.
    return messageFromJson(member.type, value, path, member.type === anyValue ? depth + 1 : depth);
  }
  switch (member.type) {
    case "string":
      if (typeof value !== "string") throw wrong("a string", value, path);
      return value;
    case "bool":
      if (typeof value !== "boolean") throw wrong("true or false", value, path);
      return value;
    case "u32":
      return integer(value, 0, 0xffff_ffff, path);
    case "i32":
      return integer(value, -0x8000_0000, 0x7fff_ffff, path);
    case "enum":
      return typeof value === "string" && member.names?.[value] !== undefined
        ? member.names[value]
        : integer(value, -0x8000_0000, 0x7fff_ffff, path);
    case "u64":
      return integer64(value, 0n, 0xffff_ffff_ffff_ffffn, path);
    case "i64":
      return integer64(value, -0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn, path);
    case "double":
      return double(value, path);
    case "hex":
      return identifier(value, member.size!, path);
    case "base64":
      return base64(value, path);
  }
}

const decimal = /^-?\d{1,20}$/;

function integer(value: unknown, least: number, most: number, path: string): number {
  const number = typeof value === "string" && decimal.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < least || number > most) {
    throw wrong(`an integer from ${least} to ${most}`, value, path);
  }
  return number;
}

function integer64(value: unknown, least: bigint, most: bigint, path: string): bigint {
  const isText = typeof value === "string" && decimal.test(value);
  const isExact = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (!isText && !isExact) throw wrong("a 64-bit integer", value, path);
  const number = BigInt(value);
  if (number < least || number > most) throw wrong(`an integer from ${least} to ${most}`, value, path);
  return number;
}

const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};
const realNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function double(value: unknown, path: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" && Object.hasOwn(words, value)) return words[value]!;
  if (typeof value === "string" && realNumber.test(value)) return Number(value);
  throw wrong("a number", value, path);
}

function identifier(value: unknown, size: number, path: string): Uint8Array {
  if (value === "") return new Uint8Array();
  if (typeof value !== "string" || value.length !== 2 * size || !/^[0-9a-fA-F]+$/.test(value)) {
    throw wrong(`${2 * size} hex digits`, value, path);
  }
  return new Uint8Array(Buffer.from(value, "hex"));
}

function base64(value: unknown, path: string): Uint8Array {
  if (typeof value !== "string" || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) throw wrong("base64", value, path);
  return new Uint8Array(Buffer.from(value, "base64"));
}

/** Names the kind of what was found, not its content. */
function wrong(expected: string, found: unknown, path: string): WireError {
  const kind = found === null ? "null" : Array.isArray(found) ? "a list" : `a ${typeof found}`;
  return new WireError("PDATA_MALFORMED", `expected ${expected}, found ${kind}`, 0, path);
}
