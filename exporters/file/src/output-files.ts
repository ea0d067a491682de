import type { Settings } from "@genai-collector/component";
import { posix } from "node:path";
import type { FileExporterConfig } from "./config.ts";
import { OutputFile } from "./output-file.ts";
import type { FileInstruments } from "./telemetry.ts";

/** The files of one exporter: one, or one for each value of an attribute, of which the last used are open. */
export class OutputFiles {
  readonly #settings: Settings<FileInstruments>;
  readonly #config: FileExporterConfig;
  /** In the order in which they were used. */
  readonly #open = new Map<string, OutputFile>();
  readonly #begun = new Set<string>();

  constructor(settings: Settings<FileInstruments>, config: FileExporterConfig) {
    this.#settings = settings;
    this.#config = config;
  }

  /** `segment`: what stands for the `*` of the path. */
  at(segment: string | undefined): OutputFile {
    const path = segment === undefined ? this.#config.path : withSegment(this.#config.path, segment);
    const file = this.#open.get(path) ?? new OutputFile(path, !this.#begun.has(path), this.#settings, this.#config);
    this.#begun.add(path);
    this.#open.delete(path);
    this.#open.set(path, file);
    return file;
  }

  /** Closes those that were not used for longest, where too many are open. One that is at work stays open. */
  async trim(): Promise<void> {
    const most = this.#config.group_by?.max_open_files ?? 1;
    for (const [path, file] of this.#open) {
      if (this.#open.size <= most) return;
      if (!file.isIdle) continue;
      this.#open.delete(path);
      await file.close();
    }
  }

  /** Rejects where one of them could not be brought to the disk; the others were all the same. */
  async each(act: (file: OutputFile) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled([...this.#open.values()].map(act));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}

/** Below the folder that stands before the `*`, whatever the value says. */
function withSegment(path: string, segment: string): string {
  const safe = posix.normalize(`/${segment.replaceAll("\\", "/").replaceAll("\0", "")}`).slice(1);
  return path.replace("*", () => safe);
}
