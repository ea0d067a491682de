import type { DeadLetter, Payload } from "@genai-collector/component";
import { payloadFromRanges, splitByItems, splitByRanges } from "@genai-collector/pdata";
import { encodeLetterHead, type LetterHead } from "./letter-head.ts";
import { headerBytes } from "./record-format.ts";

/** A letter, or a part of one, that is ready to be written. */
export interface LetterRecord {
  readonly payload: Payload;
  readonly head: Uint8Array;
  /** The payload's ranges, without who sent them. */
  readonly body: readonly Uint8Array[];
  readonly items: number;
  /** Of the whole record on disk. */
  readonly bytes: number;
}

/** Writes down a letter. `attempts`: how often it was sent again in vain. */
export function recordOf(letter: DeadLetter, attempts: number): LetterRecord {
  const { payload } = letter;
  const { signal, items } = payload;
  const body = payload.encoded().map(({ bytes }) => bytes);
  const head = encodeLetterHead({ ...letter, signal, items, attempts, lengths: body.map(({ length }) => length) });
  return { payload, head, body, items, bytes: headerBytes + head.length + payload.bytes };
}

/** Letters of at most `maxBytes`, in order, and how many items do not fit even alone. */
export function recordsOf(
  letter: DeadLetter,
  maxBytes: number,
): { readonly records: readonly LetterRecord[]; readonly tooLargeItems: number } {
  const record = recordOf(letter, 0);
  if (record.bytes <= maxBytes) return { records: [record], tooLargeItems: 0 };
  const halves = tryHalve(letter.payload);
  if (halves === undefined) return { records: [], tooLargeItems: record.items };
  const parts = halves.map((payload) => recordsOf({ ...letter, payload }, maxBytes));
  return {
    records: parts.flatMap(({ records }) => records),
    tooLargeItems: parts.reduce((sum, { tooLargeItems }) => sum + tooLargeItems, 0),
  };
}

/** The items of a letter. Undefined where the body is not what the head says. */
export function payloadOf({ signal, lengths }: LetterHead, body: Uint8Array): Payload | undefined {
  if (lengths.reduce((sum, length) => sum + length, 0) !== body.length) return undefined;
  let end = 0;
  return payloadFromRanges(
    signal,
    lengths.map((length) => ({ bytes: body.subarray(end, (end += length)) })),
  );
}

/** Undefined for what cannot be cut. */
function tryHalve(payload: Payload): readonly Payload[] | undefined {
  if (payload.items < 2) return undefined;
  try {
    return splitByRanges(payload) ?? splitByItems(payload, Math.ceil(payload.items / 2));
  } catch {
    // Letters may hold what is no telemetry: that is what some of them are here for.
    return undefined;
  }
}
