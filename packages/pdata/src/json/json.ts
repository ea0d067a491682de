import { Buffer, isUtf8 } from "node:buffer";
import { encodeRange, codecOf, type DataOf } from "../otlp/codec.ts";
import type { ClientInfo, Payload, PayloadOf, Range, Signal } from "../payload.ts";
import { payloadFromRanges } from "../payloads.ts";
import { WireError } from "../wire/wire-error.ts";
import { messageFromJson } from "./from-json.ts";
import { jsonRequests } from "./json-messages.ts";
import { messageToJson } from "./to-json.ts";

/** A payload as the body of an OTLP/JSON request, in UTF-8. */
export function encodeJson(payload: Payload): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify(messageToJson(jsonRequests[payload.signal], payload.decoded() as object)),
  );
}

/** A payload of the body of an OTLP/JSON request, encoded as protobuf. Throws a `WireError` with the path. */
export function parseJsonRequest<S extends Signal>(
  signal: S,
  body: Uint8Array,
  options: { readonly client?: ClientInfo | undefined } = {},
): PayloadOf<S> {
  const data = messageFromJson(jsonRequests[signal], parseText(body), "") as unknown as DataOf<S>;
  const { client } = options;
  const ranges = codecOf(signal)
    .resources(data)
    .map((resource): Range => {
      const bytes = encodeRange(signal, resource);
      return client === undefined ? { bytes } : { bytes, client };
    });
  return payloadFromRanges(signal, ranges);
}

/** A number with so many digits may be none that a double holds. */
const longNumber = /[:[,\s]-?\d{16,}/;

function parseText(body: Uint8Array): unknown {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(buffer)) throw new WireError("PDATA_MALFORMED", "text that is not UTF-8", 0);
  const text = buffer.toString("utf8");
  try {
    return (longNumber.test(text) ? JSON.parse(text, keepIntegers) : JSON.parse(text)) as unknown;
  } catch (error) {
    // The engine's message quotes the text, which may be content: keep the position alone.
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    throw new WireError("PDATA_MALFORMED", "no valid JSON", Number(position ?? 0));
  }
}

/** Integers that a double would round come back as they were written. */
function keepIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
}
