/**
 * What checkpoint stores share: the fence, the sums, the form of a record, and a store over any place whose documents can
 * be compared and swapped.
 */
export { applyAdvance, checkAdvance, type Advance } from "./advance.ts";
export { CellStore, type CellStoreOptions } from "./cell-store.ts";
export { noRoom, notSaved, unreadable } from "./checkpoint-errors.ts";
export { CheckpointExtension, type CheckpointExtensionOptions, type OpenPlace } from "./checkpoint-extension.ts";
export { checkpointInstruments, type CheckpointInstruments } from "./checkpoint-instruments.ts";
export { CheckpointTelemetry } from "./checkpoint-telemetry.ts";
export { judge, type Verdict } from "./fence.ts";
export { instantText, isInstant, parseInstantText } from "./instant.ts";
export {
  fieldsOf,
  isObject,
  isRecord,
  keyText,
  parseFields,
  parseKeyText,
  type Fields,
  type LaneRecord,
  type ParsedRecord,
} from "./lane-record.ts";
export { orphansConfig, type OrphansConfig } from "./orphans-config.ts";
export type {
  CellContent,
  RecordCell,
  RecordChanges,
  RecordPlace,
  StoredRecord,
  UnreadableRecord,
} from "./record-cell.ts";
export { formatRecord, parseRecord, recordVersion, wrongVersion } from "./record-text.ts";
export { addBooked, addSkipped } from "./sums.ts";
