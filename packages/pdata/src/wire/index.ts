/** Views over encoded ranges: what reads or edits without decoding. */
export { firstTimeUnixNano } from "./first-time.ts";
export { keepItems } from "./keep-items.ts";
export { countItems, countRange, Cursor, isMetricData, itemField, messageStart, scopeField } from "./scan.ts";
export { splitRange } from "./split-range.ts";
export { countUnknownFields } from "./unknown-fields.ts";
export { WireError, type WireErrorCode } from "./wire-error.ts";
