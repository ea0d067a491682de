/** Views over encoded ranges: what reads or edits without decoding. */
export { AttributeKey } from "./attribute-key.ts";
export { AttributeWalk } from "./attribute-walk.ts";
export { firstTimeUnixNano } from "./first-time.ts";
export { keepItems } from "./keep-items.ts";
export { countItems, countRange, Cursor, isMetricData, itemField, messageStart, scopeField } from "./scan.ts";
export { ResourceEdit } from "./resource-edit.ts";
export { splitRange } from "./split-range.ts";
export { countUnknownFields } from "./unknown-fields.ts";
export { walkItems } from "./walk-items.ts";
export { WireError, type WireErrorCode } from "./wire-error.ts";
