import type { Settings } from "@genai-collector/component";
import { CheckpointExtension, type CheckpointInstruments } from "@genai-collector/coordination/checkpoint";
import { CheckpointFile } from "./checkpoint-file.ts";
import type { FileCheckpointConfig } from "./config.ts";
import { FilePlace } from "./file-place.ts";

/** Frontiers in one file. Every save writes the whole file beside the old one and puts it in the old one's place. */
export class FileCheckpointExtension extends CheckpointExtension<undefined> {
  /** Without `orphans`, nothing is removed. */
  constructor(
    settings: Settings<CheckpointInstruments>,
    { path, orphans }: Pick<FileCheckpointConfig, "path"> & Partial<FileCheckpointConfig>,
  ) {
    const file = new CheckpointFile(settings.runtime.files, path);
    super(settings, { orphans, marksWrites: false, open: () => FilePlace.open(file) });
  }
}
