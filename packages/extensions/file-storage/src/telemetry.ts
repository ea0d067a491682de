import type { Instruments, Recorders } from "@genai-collector/component";

export const fileStorageInstruments = {
  disk_bytes: { kind: "gauge", unit: "By", doc: "Size of all files, of records that are done with too." },
  segments: { kind: "gauge", unit: "{file}", doc: "Files." },
  records: { kind: "gauge", unit: "{record}", doc: "Records that are not done with." },
  written: { kind: "counter", unit: "By", doc: "Bytes that were written, those of moved records included." },
  freed: { kind: "counter", unit: "By", doc: "Bytes of files that were deleted." },
  commits: { kind: "counter", unit: "{commit}", doc: "Writes; each brings all records to disk that wait for one." },
  failed_commits: {
    kind: "counter",
    unit: "{commit}",
    doc: "Writes that failed. Who wanted to keep a record was told.",
  },
  commit_duration: { kind: "histogram", unit: "s", doc: "How long a write took, until it was on disk." },
  refused: { kind: "counter", unit: "{record}", doc: "Records for which there was no room." },
  damaged: { kind: "counter", unit: "{record}", doc: "Records that were found to be no longer what was written." },
} as const satisfies Instruments;

export type FileStorageInstruments = typeof fileStorageInstruments;
export type FileStorageRecorders = Recorders<FileStorageInstruments>;
