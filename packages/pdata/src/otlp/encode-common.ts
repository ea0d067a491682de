// Encoders of what every signal has. The writer goes from end to beginning, so fields stand here last to first and come
// out in ascending order. What equals its proto3 default is left out; a set member of a oneof never is.
import type { AnyValue, EntityRef, InstrumentationScope, KeyValue, Resource } from "../data.ts";
import type { ReverseWriter } from "../wire/reverse-writer.ts";

/** Writes the value of a member that `tag` announces. A value without a member is the null value: an empty message. */
export function encodeAnyValue(writer: ReverseWriter, tag: number, value: AnyValue): void {
  const before = writer.length;
  if (value.stringValue !== undefined) writer.string(10, value.stringValue);
  else if (value.boolValue !== undefined) writer.bool(16, value.boolValue);
  else if (value.intValue !== undefined) writer.int64(24, value.intValue);
  else if (value.doubleValue !== undefined) writer.double(33, value.doubleValue);
  else if (value.arrayValue !== undefined) encodeValues(writer, value.arrayValue.values);
  else if (value.kvlistValue !== undefined) encodePairs(writer, value.kvlistValue.values);
  else if (value.bytesValue !== undefined) writer.bytes(58, value.bytesValue);
  writer.close(tag, before);
}

function encodeValues(writer: ReverseWriter, values: readonly AnyValue[]): void {
  const before = writer.length;
  for (let i = values.length - 1; i >= 0; i--) encodeAnyValue(writer, 10, values[i]!);
  writer.close(42, before);
}

function encodePairs(writer: ReverseWriter, pairs: readonly KeyValue[]): void {
  const before = writer.length;
  encodeAttributes(writer, 10, pairs);
  writer.close(50, before);
}

/** Each attribute as a field of its own under `tag`. */
export function encodeAttributes(writer: ReverseWriter, tag: number, attributes: readonly KeyValue[]): void {
  for (let i = attributes.length - 1; i >= 0; i--) {
    const { key, value } = attributes[i]!;
    if (tryShortPair(writer, tag, key, value)) continue;
    const before = writer.length;
    if (!isNull(value)) encodeAnyValue(writer, 18, value);
    if (key !== "") writer.key(key);
    writer.close(tag, before);
  }
}

/** Nearly every attribute, in one step. Of a value with several members the first is written, as by `encodeAnyValue`. */
function tryShortPair(writer: ReverseWriter, tag: number, key: string, value: AnyValue): boolean {
  if (value.stringValue !== undefined) return writer.tryTextPair(tag, key, value.stringValue);
  if (value.intValue === undefined || value.boolValue !== undefined) return false;
  return writer.tryIntPair(tag, key, value.intValue);
}

function isNull(value: AnyValue): boolean {
  return (
    value.stringValue === undefined &&
    value.boolValue === undefined &&
    value.intValue === undefined &&
    value.doubleValue === undefined &&
    value.arrayValue === undefined &&
    value.kvlistValue === undefined &&
    value.bytesValue === undefined
  );
}

/** Left out where nothing is in it: absent and empty mean the same. */
export function encodeResource(writer: ReverseWriter, resource: Resource | undefined): void {
  if (resource === undefined) return;
  const before = writer.length;
  const refs = resource.entityRefs ?? [];
  for (let i = refs.length - 1; i >= 0; i--) encodeEntityRef(writer, refs[i]!);
  if (isSet(resource.droppedAttributesCount)) writer.uint32(16, resource.droppedAttributesCount);
  encodeAttributes(writer, 10, resource.attributes);
  if (writer.length > before) writer.close(10, before);
}

function encodeEntityRef(writer: ReverseWriter, ref: EntityRef): void {
  const before = writer.length;
  encodeStrings(writer, 34, ref.descriptionKeys ?? []);
  encodeStrings(writer, 26, ref.idKeys);
  if (ref.type !== "") writer.string(18, ref.type);
  if (isText(ref.schemaUrl)) writer.string(10, ref.schemaUrl);
  writer.close(26, before);
}

function encodeStrings(writer: ReverseWriter, tag: number, texts: readonly string[]): void {
  for (let i = texts.length - 1; i >= 0; i--) writer.string(tag, texts[i]!);
}

/** Left out where nothing is in it. */
export function encodeScope(writer: ReverseWriter, scope: InstrumentationScope | undefined): void {
  if (scope === undefined) return;
  const before = writer.length;
  if (isSet(scope.droppedAttributesCount)) writer.uint32(32, scope.droppedAttributesCount);
  if (scope.attributes !== undefined) encodeAttributes(writer, 26, scope.attributes);
  if (isText(scope.version)) writer.string(18, scope.version);
  if (scope.name !== "") writer.string(10, scope.name);
  if (writer.length > before) writer.close(10, before);
}

/** Whether a number is there and not its default. */
export function isSet(value: number | undefined): value is number {
  return value !== undefined && value !== 0;
}

/** Whether a 64-bit integer is there and not its default. */
export function isSet64(value: bigint | undefined): value is bigint {
  return value !== undefined && value !== 0n;
}

/** Whether a text is there and not empty. */
export function isText(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

/** Whether bytes are there and not empty. */
export function isBytes(value: Uint8Array | undefined): value is Uint8Array {
  return value !== undefined && value.length > 0;
}

/** Whether a double is there and not positive zero: negative zero and NaN are values. */
export function isDouble(value: number | undefined): value is number {
  return value !== undefined && !Object.is(value, 0);
}
