import { CollectorError, type CollectorErrorDetails } from "@genai-collector/component";
import { malformedCode, refusedCode, rejectedItemsCode } from "../sender.ts";

/** How sinks of the Mimir and Loki kind say that they will never take an item, in lower case. */
const knownRejects: readonly (readonly [reason: string, signs: readonly string[]])[] = [
  ["duplicate_timestamp", ["err-mimir-sample-duplicate-timestamp", "duplicate-timestamp", "duplicate sample"]],
  [
    "too_old",
    [
      "err-mimir-sample-out-of-order",
      "err-mimir-sample-timestamp-too-old",
      "err-mimir-sample-out-of-bounds",
      "out-of-order",
      "out of order",
      "too old",
      "too-old",
      "too far in past",
      "too far behind",
      "greater than max age",
      "max_age",
    ],
  ],
];

/** How they say that what came is not what it should be. */
const malformedSigns = [
  "failed to parse",
  "malformed",
  "proto:",
  "unmarshal",
  "unexpected eof",
  "invalid request body",
  "bad request body",
];

const longestQuote = 256;

/** A refusal of which the text decides what it means (HTTP 400, gRPC INVALID_ARGUMENT). */
export interface Refusal {
  /** What the sink says, whole. */
  readonly text: string;
  /** What the request held. */
  readonly items: number;
  /** Makes the message of the error from what the sink says, shortened. */
  readonly message: (quoted: string) => string;
  /** The code where the text says nothing that is known; `EXPORT_REFUSED`, which may be searched for bad items, when absent. */
  readonly otherwise?: string | undefined;
  /** The status, for the error. */
  readonly answer?: string | undefined;
}

/**
 * The error that a refusal stands for: `gap` where the sink will never take the items for a known reason, `malformed`
 * where it cannot read them, else `misconfigured`.
 */
export function classifyRefusal({ text, items, message, otherwise = refusedCode, answer }: Refusal): CollectorError {
  const error = (code: string, details: CollectorErrorDetails): CollectorError =>
    new CollectorError(code, message(quote(text)), { ...details, answer });
  const reason = knownRejectOf(text);
  if (reason !== undefined) return error(rejectedItemsCode, { kind: "gap", rejected: [{ items, reason }] });
  if (saysMalformed(text)) return error(malformedCode, { kind: "malformed" });
  return error(otherwise, { kind: "misconfigured" });
}

/** Whether a sink says that it cannot read what it was sent. */
export function saysMalformed(text: string): boolean {
  const lower = text.toLowerCase();
  return malformedSigns.some((sign) => lower.includes(sign));
}

/** The beginning of a text, on one line and without control characters: it goes to logs and terminals. */
export function quote(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, longestQuote);
}

/** Why the sink will never take the items. Undefined for what is not known. */
function knownRejectOf(text: string): string | undefined {
  const lower = text.toLowerCase();
  return knownRejects.find(([, signs]) => signs.some((sign) => lower.includes(sign)))?.[0];
}
