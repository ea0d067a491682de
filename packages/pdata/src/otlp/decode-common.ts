// Decoders of what every signal has. Each sets every member, in one order, so that objects of a kind keep one shape.
import type { AnyValue, EntityRef, InstrumentationScope, KeyValue, Resource } from "../data.ts";
import { maxDepth, type Reader } from "../wire/reader.ts";
import type { MessageSchema } from "./schema.ts";
import { schemas } from "./schema.ts";

/** Passes over an unknown field. A known one that comes here has the wrong wire type: an error, not lost data. */
export function skipUnknown(reader: Reader, tag: number, end: number, schema: MessageSchema): void {
  const field = schema.fields.get(tag >>> 3);
  if (field !== undefined) throw reader.error(`wire type ${tag & 7} for ${field.name} of ${schema.name}`);
  reader.skip(tag, end);
}

/** The null value, with every member there, so that values keep one shape. */
export function emptyValue(): AnyValue {
  return {
    stringValue: undefined,
    boolValue: undefined,
    intValue: undefined,
    doubleValue: undefined,
    arrayValue: undefined,
    kvlistValue: undefined,
    bytesValue: undefined,
  };
}

function textValue(stringValue: string): AnyValue {
  return {
    stringValue,
    boolValue: undefined,
    intValue: undefined,
    doubleValue: undefined,
    arrayValue: undefined,
    kvlistValue: undefined,
    bytesValue: undefined,
  };
}

function intValue(value: bigint): AnyValue {
  return {
    stringValue: undefined,
    boolValue: undefined,
    intValue: value,
    doubleValue: undefined,
    arrayValue: undefined,
    kvlistValue: undefined,
    bytesValue: undefined,
  };
}

/** A oneof: the last member on the wire wins, and a list that comes in parts is one list. */
export function decodeAnyValue(reader: Reader, end: number, into: AnyValue = emptyValue()): AnyValue {
  let value = into;
  reader.enter();
  while (reader.pos < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case 10:
        value = reset(value);
        value.stringValue = reader.string(end);
        break;
      case 16:
        value = reset(value);
        value.boolValue = reader.bool(end);
        break;
      case 24:
        value = reset(value);
        value.intValue = reader.int64(end);
        break;
      case 33:
        value = reset(value);
        value.doubleValue = reader.double(end);
        break;
      case 42: {
        const array = value.arrayValue ?? { values: [] };
        value = reset(value);
        value.arrayValue = array;
        decodeValues(reader, reader.lengthEnd(end), array.values);
        break;
      }
      case 50: {
        const list = value.kvlistValue ?? { values: [] };
        value = reset(value);
        value.kvlistValue = list;
        decodeKeyValueList(reader, reader.lengthEnd(end), list.values);
        break;
      }
      case 58:
        value = reset(value);
        value.bytesValue = reader.byteString(end);
        break;
      default:
        skipUnknown(reader, tag, end, schemas.anyValue);
    }
  }
  reader.leave();
  return value;
}

/** Clears the member that was set before, in place: the object may be held already. */
function reset(value: AnyValue): AnyValue {
  value.stringValue = undefined;
  value.boolValue = undefined;
  value.intValue = undefined;
  value.doubleValue = undefined;
  value.arrayValue = undefined;
  value.kvlistValue = undefined;
  value.bytesValue = undefined;
  return value;
}

function decodeValues(reader: Reader, end: number, into: AnyValue[]): void {
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) into.push(decodeAnyValue(reader, reader.lengthEnd(end)));
    else skipUnknown(reader, tag, end, schemas.arrayValue);
  }
}

function decodeKeyValueList(reader: Reader, end: number, into: KeyValue[]): void {
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) into.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else skipUnknown(reader, tag, end, schemas.keyValueList);
  }
}

/** An attribute, in whatever order and parts its fields come. */
export function decodeKeyValue(reader: Reader, end: number): KeyValue {
  const pair: KeyValue = { key: "", value: undefined as unknown as AnyValue };
  const { bytes } = reader;
  // Fast path: a key and then a short text or an integer, as nearly all are. The loop goes on with what does not fit.
  if (bytes[reader.pos] === 10 && reader.pos < end) {
    reader.pos += 1;
    pair.key = reader.string(end);
    const value = tryDecodeShortValue(reader, end);
    if (value !== undefined) {
      pair.value = value;
      return pair;
    }
  }
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) pair.key = reader.string(end);
    else if (tag === 18) pair.value = decodeAnyValue(reader, reader.lengthEnd(end), pair.value);
    else skipUnknown(reader, tag, end, schemas.keyValue);
  }
  pair.value ??= emptyValue();
  return pair;
}

/** The value that fills the rest of a pair, where it is a short text or an integer; else undefined, nothing read. */
function tryDecodeShortValue(reader: Reader, end: number): AnyValue | undefined {
  const { bytes, pos } = reader;
  const left = end - pos;
  if (left < 4 || left >= 0x80 || reader.depth >= maxDepth) return undefined;
  if (bytes[pos] !== 18 || bytes[pos + 1] !== left - 2) return undefined;
  if (bytes[pos + 2] === 10 && bytes[pos + 3] === left - 4) {
    reader.pos = pos + 3;
    return textValue(reader.string(end));
  }
  if (bytes[pos + 2] === 24) {
    reader.pos = pos + 3;
    const value = intValue(reader.int64(end));
    if (reader.pos === end) return value;
    reader.pos = pos; // more fields behind the number: the last one would count
  }
  return undefined;
}

/** A resource that says nothing, with every member there. */
export function emptyResource(): Resource {
  return { attributes: [], droppedAttributesCount: 0, entityRefs: [] };
}

/** Adds the message that ends at `end` to `into`: a resource may come in parts. */
export function decodeResource(reader: Reader, end: number, into: Resource): void {
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) into.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else if (tag === 16) into.droppedAttributesCount = reader.uint32(end);
    else if (tag === 26) into.entityRefs!.push(decodeEntityRef(reader, reader.lengthEnd(end)));
    else skipUnknown(reader, tag, end, schemas.resource);
  }
}

function decodeEntityRef(reader: Reader, end: number): EntityRef {
  const ref = { schemaUrl: "", type: "", idKeys: [] as string[], descriptionKeys: [] as string[] };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) ref.schemaUrl = reader.string(end);
    else if (tag === 18) ref.type = reader.string(end);
    else if (tag === 26) ref.idKeys.push(reader.string(end));
    else if (tag === 34) ref.descriptionKeys.push(reader.string(end));
    else skipUnknown(reader, tag, end, schemas.entityRef);
  }
  return ref;
}

/** Undefined and an empty scope mean the same; what is on the wire is kept. */
export function decodeScope(reader: Reader, end: number, into: InstrumentationScope | undefined): InstrumentationScope {
  const scope = into ?? { name: "", version: "", attributes: [], droppedAttributesCount: 0 };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) scope.name = reader.string(end);
    else if (tag === 18) scope.version = reader.string(end);
    else if (tag === 26) scope.attributes!.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else if (tag === 32) scope.droppedAttributesCount = reader.uint32(end);
    else skipUnknown(reader, tag, end, schemas.scope);
  }
  return scope;
}
