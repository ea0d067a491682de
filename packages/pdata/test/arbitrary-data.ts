// Arbitrary telemetry, every field of every message, from the public definitions.
import * as fc from "fast-check";
import protobuf from "protobufjs";
import type { Signal } from "../src/payload.ts";
import type { DataOf } from "../src/otlp/codec.ts";
import { requestTypes } from "./oracle.ts";

/** Members that our objects always have. */
const required = new Set(["KeyValue.value"]);
/** How deep values nest in values. */
const nesting = 3;

const interesting64 = [
  0n,
  1n,
  127n,
  128n,
  2n ** 28n - 1n,
  2n ** 28n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  2n ** 56n - 1n,
  2n ** 63n - 1n,
];
const unsigned64 = fc.oneof(
  fc.constantFrom(...interesting64, 2n ** 56n, 2n ** 63n, 2n ** 64n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const signed64 = fc.oneof(
  fc.constantFrom(...interesting64, -1n, -(2n ** 31n), -(2n ** 63n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
const signed32 = fc.oneof(fc.constantFrom(0, 1, 2, -1, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
const unsigned32 = fc.oneof(fc.constantFrom(0, 1, 127, 128, 2 ** 32 - 1), fc.nat({ max: 2 ** 32 - 1 }));

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.oneof(fc.string({ maxLength: 60, unit: "grapheme-ascii" }), fc.string({ maxLength: 12, unit: "binary" })),
  bytes: fc.uint8Array({ maxLength: 20 }),
  bool: fc.boolean(),
  double: fc.oneof(fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE), fc.double()),
  fixed64: unsigned64,
  uint64: unsigned64,
  sfixed64: signed64,
  int64: signed64,
  int32: signed32,
  sint32: signed32,
  fixed32: unsigned32,
  uint32: unsigned32,
};

const identifierSizes: Readonly<Record<string, number>> = { traceId: 16, spanId: 8, parentSpanId: 8 };
const identifier = (size: number) =>
  fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ minLength: size, maxLength: size }));

/** Data of a signal in our decoded form. */
export function arbitraryData<S extends Signal>(signal: S): fc.Arbitrary<DataOf<S>> {
  return messageOf(requestTypes[signal], nesting) as unknown as fc.Arbitrary<DataOf<S>>;
}

function messageOf(type: protobuf.Type, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of type.fieldsArray) {
    if (field.partOf === null) members[field.name] = memberOf(type, field, depth);
    else if (field.partOf.isProto3Optional) members[field.name] = fc.option(valueOf(field, depth), { nil: undefined });
  }
  const plain = fc.record(members);
  return type.oneofsArray
    .filter((oneof) => !oneof.isProto3Optional)
    .reduce(
      (arbitrary, oneof) =>
        fc.tuple(arbitrary, choiceOf(oneof, depth)).map(([given, chosen]) => ({ ...given, ...chosen })),
      plain as fc.Arbitrary<Record<string, unknown>>,
    );
}

function memberOf(type: protobuf.Type, field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  if (field.repeated) return fc.array(valueOf(field, depth), { maxLength: 3 });
  if (!(field.resolvedType instanceof protobuf.Type) || required.has(`${type.name}.${field.name}`))
    return valueOf(field, depth);
  // What an absent message means must be what an absent message says.
  return fc.option(valueOf(field, depth), { nil: undefined });
}

/** One member of a oneof, or none. */
function choiceOf(oneof: protobuf.OneOf, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const fields = oneof.fieldsArray.filter((field) => depth > 0 || !isNesting(field));
  return fc.oneof(
    fc.constant({}),
    ...fields.map((field) => valueOf(field, depth).map((value) => ({ [field.name]: value }))),
  );
}

function isNesting(field: protobuf.Field): boolean {
  return field.name === "arrayValue" || field.name === "kvlistValue";
}

function valueOf(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  if (field.resolvedType instanceof protobuf.Type)
    return messageOf(field.resolvedType, depth - (isNesting(field) ? 1 : 0));
  const size = identifierSizes[field.name];
  if (size !== undefined) return identifier(size);
  const scalar = scalars[field.type];
  if (scalar === undefined) throw new Error(`no arbitrary for ${field.type} ${field.name}`);
  return scalar;
}
