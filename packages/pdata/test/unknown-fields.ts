import protobuf from "protobufjs";
import type { Signal } from "../src/payload.ts";
import { concat } from "./concat.ts";
import { requestTypes } from "./oracle.ts";

/** Field 1000, a varint with the value 7: nothing that OTLP names. */
const unknownField = protobuf.Writer.create().uint32(8_000).uint32(7).finish();

/** A request's bytes with a field that nobody knows in every message, whatever its depth. */
export function withUnknownFields(signal: Signal, bytes: Uint8Array): Uint8Array {
  return rewrite(requestTypes[signal], bytes);
}

function rewrite(type: protobuf.Type, bytes: Uint8Array): Uint8Array {
  const reader = protobuf.Reader.create(bytes);
  const parts: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const message = type.fieldsById[tag >>> 3]?.resolvedType;
    if (message instanceof protobuf.Type) parts.push(field(tag, withUnknown(rewrite(message, reader.bytes()))));
    else {
      reader.skipType(tag & 7);
      parts.push(bytes.subarray(start, reader.pos));
    }
  }
  return concat(parts);
}

function field(tag: number, message: Uint8Array): Uint8Array {
  return protobuf.Writer.create().uint32(tag).bytes(message).finish();
}

function withUnknown(message: Uint8Array): Uint8Array {
  return concat([unknownField, message, unknownField]);
}
