import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamoItem } from "./dynamo-table.ts";

/** An item as the service takes it. Throws where a number is none that it could hold. */
export function toAttributes(item: DynamoItem): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(name, value)]));
}

/** An item of which texts and numbers are seen: attributes of other types are not of this program's making. */
export function fromAttributes(attributes: Readonly<Record<string, AttributeValue>>): DynamoItem {
  const item: Record<string, string | number> = {};
  for (const [name, { S: text, N: number }] of Object.entries(attributes)) {
    if (text !== undefined) item[name] = text;
    else if (number !== undefined) item[name] = Number(number);
  }
  return item;
}

function attribute(name: string, value: string | number): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (!Number.isFinite(value)) throw new RangeError(`the attribute ${name} must be a finite number, found ${value}`);
  return { N: String(value) };
}
