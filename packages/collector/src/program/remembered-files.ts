import type { Files } from "@genai-collector/component";
import type { ReadFiles } from "../workers/messages.ts";

/** Reads files, and keeps what was in them. */
export class RememberedFiles {
  readonly #files: Pick<Files, "read">;
  readonly #contents = new Map<string, Uint8Array>();

  constructor(files: Pick<Files, "read">) {
    this.#files = files;
  }

  /** Every file that was read, by path. */
  get contents(): ReadFiles {
    return this.#contents;
  }

  async read(path: string): ReturnType<Files["read"]> {
    const content = await this.#files.read(path);
    if (content !== undefined) this.#contents.set(path, content);
    return content;
  }
}

/** Reads what was remembered; files that were not there then are not there now. */
export function rememberedBy(contents: ReadFiles): Pick<Files, "read"> {
  return { read: async (path) => contents.get(path) };
}
