import type { Signal } from "../payload.ts";
import { keepItems } from "./keep-items.ts";

/** The first `items` items of a range, and the rest; both with the resource, scopes and metrics that they need. */
export function splitRange(signal: Signal, bytes: Uint8Array, items: number): [Uint8Array, Uint8Array] {
  return [keepItems(signal, bytes, (index) => index < items), keepItems(signal, bytes, (index) => index >= items)];
}
