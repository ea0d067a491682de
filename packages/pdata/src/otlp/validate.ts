import { Buffer, isUtf8 } from "node:buffer";
import type { Reader } from "../wire/reader.ts";
import { wireType } from "../wire/reader.ts";
import { WireError } from "../wire/wire-error.ts";
import type { FieldKind, FieldSchema, MessageSchema } from "./schema.ts";

const wireTypes: Readonly<Record<FieldKind, number>> = {
  message: wireType.length,
  string: wireType.length,
  bytes: wireType.length,
  varint: wireType.varint,
  fixed64: wireType.fixed64,
  fixed32: wireType.fixed32,
};

/**
 * Checks one message to its full depth: lengths, wire types, UTF-8, identifiers, nesting. Unknown fields are passed over. Throws a
 * `WireError` with the path below `path`.
 */
export function validateMessage(reader: Reader, schema: MessageSchema, end: number, path: string): void {
  if (schema.nests) located(path, () => reader.enter());
  const counts = new Map<number, number>();
  while (reader.pos < end) {
    const tag = located(path, () => reader.tag(end));
    const field = schema.fields.get(tag >>> 3);
    if (field === undefined) {
      located(path, () => reader.skip(tag, end));
      continue;
    }
    const index = counts.get(field.number) ?? 0;
    counts.set(field.number, index + 1);
    const inner = join(path, field.repeated ? `${field.name}[${index}]` : field.name);
    validateField(reader, field, tag, end, inner);
  }
  if (schema.nests) reader.leave();
}

function validateField(reader: Reader, field: FieldSchema, tag: number, end: number, path: string): void {
  const given = tag & 7;
  const isPacked = field.packable && given === wireType.length;
  if (given !== wireTypes[field.kind] && !isPacked) {
    throw new WireError("PDATA_MALFORMED", `wire type ${given} for a ${field.kind}`, reader.pos, path);
  }
  if (given !== wireType.length) {
    located(path, () => reader.skip(tag, end));
    return;
  }
  const stop = located(path, () => reader.lengthEnd(end));
  if (field.message !== undefined) {
    validateMessage(reader, field.message, stop, path);
  } else if (field.size !== undefined) {
    located(path, () => reader.checkIdentifier(stop - reader.pos, field.size!));
  } else if (isPacked) {
    while (reader.pos < stop) located(path, () => reader.skip(wireTypes[field.kind], stop));
  } else if (
    field.kind === "string" &&
    !isUtf8(Buffer.from(reader.bytes.buffer, reader.bytes.byteOffset + reader.pos, stop - reader.pos))
  ) {
    throw new WireError("PDATA_MALFORMED", "text that is not UTF-8", reader.pos, path);
  }
  reader.pos = stop;
}

/** Gives an error of the reader, which knows no names, its path. */
function located<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof WireError && error.path === "" ? error.within(0, path) : error;
  }
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
