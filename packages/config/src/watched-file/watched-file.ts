import type { Logger, Runtime } from "@genai-collector/component";
import { readTextFile } from "../text-file.ts";

/** How soon a change counts: rotated secrets are usually valid for much longer beside the new ones. */
const lookAgainMs = 5_000;
/** A file that holds a secret or a list of them is short; something else was named by mistake. */
const largestBytes = 1_048_576;

/**
 * A text file that may change while the collector runs, such as a token that something rotates. It is looked at again
 * every five seconds; while it cannot be read, what was read before stays.
 */
export class WatchedFile {
  readonly #path: string;
  readonly #runtime: Pick<Runtime, "files" | "timers">;
  readonly #logger: Logger;
  readonly #changed: (text: string) => void;
  #text: string | undefined;
  #isUnreadable = false;
  #stop: (() => void) | undefined;

  /** `changed` is told each new text, the first one too. What it throws refuses the text: the one before stays. */
  constructor(
    path: string,
    settings: { readonly runtime: Pick<Runtime, "files" | "timers">; readonly logger: Logger },
    changed: (text: string) => void,
  ) {
    this.#path = path;
    this.#runtime = settings.runtime;
    this.#logger = settings.logger;
    this.#changed = changed;
  }

  /** Reads it for the first time. Rejects with `CONFIG_FILE_UNREADABLE` (misconfigured), or what `changed` throws. */
  async open(): Promise<void> {
    const text = await this.#read();
    this.#changed(text);
    this.#text = text;
    this.#lookLater();
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #lookLater(): void {
    this.#stop = this.#runtime.timers.after(lookAgainMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    try {
      const text = await this.#read();
      if (text !== this.#text) {
        this.#changed(text);
        this.#text = text;
        this.#logger.info({ path: this.#path }, "Read a file again that has changed");
      }
      this.#isUnreadable = false;
    } catch (error) {
      // Told once: it may be in the middle of being replaced, or stay like this for days.
      if (!this.#isUnreadable) this.#logger.warn({ err: error, path: this.#path }, "Keeping what a file held before");
      this.#isUnreadable = true;
    }
    if (this.#stop !== undefined) this.#lookLater();
  }

  #read(): Promise<string> {
    return readTextFile(this.#runtime.files, this.#path, largestBytes);
  }
}
