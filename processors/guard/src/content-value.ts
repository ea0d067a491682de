import type { AnyValue, KeyValue } from "@genai-collector/pdata";
import { isContent } from "./content-floor.ts";
import { bytesNameContent, namesContent } from "./content-text.ts";

/** Whether an attribute is content: by its name, by a name anywhere inside its value, or by JSON that is its text. */
export function holdsContent({ key, value }: KeyValue): boolean {
  return isContent(key) || valueHoldsContent(value);
}

function valueHoldsContent(value: AnyValue): boolean {
  return isContentText(value) || partsOf(value).some(holdsContent) || elementsOf(value).some(valueHoldsContent);
}

/** Takes content off, in place and in order, inside nested values too. Returns how many attributes and elements went. */
export function strip(attributes: KeyValue[] | undefined): number {
  if (attributes === undefined) return 0;
  let kept = 0;
  let inside = 0;
  for (const attribute of attributes) {
    if (isContent(attribute.key) || isContentText(attribute.value)) continue;
    inside += stripValue(attribute.value);
    attributes[kept++] = attribute;
  }
  const gone = attributes.length - kept;
  attributes.length = kept;
  return gone + inside;
}

/** The same for one value. A text cannot be stripped: see `isContentText`. */
export function stripValue(value: AnyValue): number {
  if (value.kvlistValue !== undefined) return strip(value.kvlistValue.values);
  const { arrayValue } = value;
  if (arrayValue === undefined) return 0;
  const kept = arrayValue.values.filter((element) => !isContentText(element));
  const gone = arrayValue.values.length - kept.length;
  arrayValue.values = kept;
  return kept.reduce((sum, element) => sum + stripValue(element), gone);
}

/** Whether a value is JSON that names content. It goes whole: writing it anew would change numbers that do not fit. */
export function isContentText({ stringValue, bytesValue }: AnyValue): boolean {
  if (stringValue !== undefined) return namesContent(stringValue);
  return bytesValue !== undefined && bytesNameContent(bytesValue);
}

function partsOf(value: AnyValue): readonly KeyValue[] {
  return value.kvlistValue?.values ?? [];
}

function elementsOf(value: AnyValue): readonly AnyValue[] {
  return value.arrayValue?.values ?? [];
}
