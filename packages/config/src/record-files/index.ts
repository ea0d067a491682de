export { closeQuietly } from "./close-quietly.ts";
export { FileWindow } from "./file-window.ts";
export { findSealed, type FoundSeal, type SearchedFile } from "./find-sealed.ts";
export { RecordSeal, type RecordLayout } from "./record-seal.ts";
export { isFull, systemCode } from "./system-code.ts";
