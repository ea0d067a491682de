import type { LogData } from "@genai-collector/component";
import { errorFields } from "./error-fields.ts";
import { redactedText } from "./redacted-text.ts";

const redacted = "[REDACTED]";
/** Names under which headers and credentials are found. */
const secretName = /^(?:.*headers?|authorization|cookie|set-cookie|.*(?:password|secret|token|api[-_]?key))$/i;
/** Deepest object that a line shows. */
const maxDepth = 4;
/** Most members of an object or a list that a line shows. */
const maxMembers = 100;

/** `data` fit for a log line: errors by their allowed fields, no headers or credentials, no bytes, everything bounded. */
export function safeLogData(data: LogData): LogData {
  return members(data, 0);
}

function members(data: object, depth: number): { [key: string]: unknown } {
  const entries = Object.entries(data).slice(0, maxMembers);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, secretName.test(key) && isText(value) ? redacted : safe(value, depth)]),
  );
}

/** Counts of tokens and the like may stay. */
const isText = (value: unknown): boolean => typeof value === "string" || (typeof value === "object" && value !== null);

function safe(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return redactedText(value);
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? null : safeObject(value, depth);
    case "function":
    case "symbol":
      return undefined;
    default:
      return value;
  }
}

function safeObject(value: object, depth: number): unknown {
  if (value instanceof Error) return errorFields(value);
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if ("toJSON" in value && typeof value.toJSON === "function")
    return safe((value.toJSON as () => unknown)(), depth + 1);
  if (depth >= maxDepth) return "…";
  if (value instanceof Map || value instanceof Set) return `${value.size} entries`;
  if (Array.isArray(value)) return value.slice(0, maxMembers).map((member) => safe(member, depth + 1));
  return members(value, depth + 1);
}
