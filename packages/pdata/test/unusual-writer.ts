import protobuf from "protobufjs";
import type { Signal } from "../src/payload.ts";
import { concat } from "./concat.ts";
import { requestTypes } from "./oracle.ts";

/** What a writer may do differently without meaning anything else. */
export interface Manner {
  /** Fields in another order; those that together make one value (repeated ones, members of a oneof) keep theirs. */
  readonly shuffle: boolean;
  /** Messages that stand once come in two parts, which readers put together. */
  readonly split: boolean;
  /** Packed numbers come one by one. */
  readonly unpack: boolean;
  /** Tags and lengths are longer than they need to be. */
  readonly pad: boolean;
}

/** The same request as another writer might write it. `below(n)` draws from 0 to n − 1. */
export function rewritten(signal: Signal, bytes: Uint8Array, manner: Manner, below: (n: number) => number): Uint8Array {
  return rewrite(requestTypes[signal], bytes, { ...manner, below });
}

type Writer = Manner & { readonly below: (n: number) => number };
/** A field's bytes, and what it must keep its place among. */
type Field = readonly [group: string, bytes: Uint8Array];

function rewrite(type: protobuf.Type, bytes: Uint8Array, writer: Writer): Uint8Array {
  const fields = fieldsOf(type, bytes, writer);
  return concat((writer.shuffle ? shuffled(fields, writer.below) : fields).map(([, field]) => field));
}

function fieldsOf(type: protobuf.Type, bytes: Uint8Array, writer: Writer): Field[] {
  const reader = protobuf.Reader.create(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const valueAt = reader.pos;
    const field = type.fieldsById[tag >>> 3];
    const group = groupOf(field, tag);
    if (field?.resolvedType instanceof protobuf.Type) {
      for (const part of partsOf(field, rewrite(field.resolvedType, reader.bytes(), writer), writer))
        fields.push([group, lengthy(tag, part, writer)]);
    } else if (writer.unpack && field !== undefined && isPacked(field, tag)) {
      for (const [wireType, number] of unpacked(field, reader.bytes()))
        fields.push([group, concat([varint((field.id << 3) | wireType, writer), number])]);
    } else {
      reader.skipType(tag & 7);
      if ((tag & 7) === 2) fields.push([group, lengthy(tag, contentOf(bytes, valueAt), writer)]);
      else fields.push([group, concat([varint(tag, writer), bytes.subarray(valueAt, reader.pos)])]);
    }
  }
  return fields;
}

function isPacked(field: protobuf.Field, tag: number): boolean {
  return field.repeated && (tag & 7) === 2 && Object.hasOwn(protobuf.types.packed, field.type);
}

function groupOf(field: protobuf.Field | undefined, tag: number): string {
  if (field === undefined) return `unknown ${tag}`;
  return field.partOf !== null && !field.partOf.isProto3Optional ? field.partOf.name : field.name;
}

/** One part or two, cut between two fields. */
function partsOf(field: protobuf.Field, message: Uint8Array, writer: Writer): readonly Uint8Array[] {
  if (!writer.split || field.repeated || message.length === 0) return [message];
  const reader = protobuf.Reader.create(message);
  const ends = [0];
  while (reader.pos < reader.len) {
    reader.skipType(reader.uint32() & 7);
    ends.push(reader.pos);
  }
  const cut = ends[writer.below(ends.length)]!;
  return [message.subarray(0, cut), message.subarray(cut)];
}

function* unpacked(
  field: protobuf.Field,
  packed: Uint8Array,
): Iterable<readonly [wireType: number, bytes: Uint8Array]> {
  const wireType = (protobuf.types.basic as Readonly<Record<string, number>>)[field.type]!;
  const reader = protobuf.Reader.create(packed);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    reader.skipType(wireType);
    yield [wireType, packed.subarray(start, reader.pos)];
  }
}

function contentOf(bytes: Uint8Array, at: number): Uint8Array {
  const reader = protobuf.Reader.create(bytes);
  reader.pos = at;
  return reader.bytes();
}

function lengthy(tag: number, content: Uint8Array, writer: Writer): Uint8Array {
  return concat([varint(tag, writer), varint(content.length, writer), content]);
}

/** With up to three bytes more than needed where the writer pads. */
function varint(value: number, { pad, below }: Writer): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  for (let more = pad ? below(4) : 0; more > 0; more--) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(0);
  }
  return new Uint8Array(bytes);
}

/** Fields of a group keep their order, and take the places that fall to the group. */
function shuffled(fields: readonly Field[], below: (n: number) => number): readonly Field[] {
  const places = fields.map(([group]) => group);
  for (let i = places.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [places[i], places[other]] = [places[other]!, places[i]!];
  }
  const queues = Map.groupBy(fields, ([group]) => group);
  return places.map((group) => queues.get(group)!.shift()!);
}
