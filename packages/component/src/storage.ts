import { capability } from "./component.ts";

/** An append-only log; `append` resolves when the record is on disk. */
export interface DurableLog {
  append(record: Uint8Array): Promise<number>;
  read(after: number, maxBytes: number): Promise<readonly { readonly position: number; readonly record: Uint8Array }[]>;
  remove(position: number): Promise<void>;
  close(): Promise<void>;
}

export interface DurableStorage {
  open(name: string): Promise<DurableLog>;
}

export const durableStorage = capability<DurableStorage>("genai-collector.durable-storage/1");
