import { destination } from "pino";

/** Most bytes that wait for an output that takes none: what comes beyond is lost. */
const mostWaiting = 1_048_576;

/**
 * One of `output_paths`: `stdout`, `stderr` or a file, readable by its owner alone. An output that fails (a full disk)
 * costs lines, never the collector; it is told once, and used again when it works again.
 */
export class LogOutput {
  readonly #stream: ReturnType<typeof destination>;
  #isFailing = false;

  /** Throws when the file cannot be opened. */
  constructor(path: string, complain: (text: string) => void) {
    this.#stream = open(path);
    this.#stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!this.#isFailing) complain(`Warning: cannot write the log to ${path}: ${error.code ?? error.message}\n`);
      this.#isFailing = true;
    });
    this.#stream.on("write", () => {
      this.#isFailing = false;
    });
  }

  write(line: string): void {
    this.#stream.write(line);
  }

  /** Brings to the disk what was written. An output that fails is left as it is: flushing it would not end. */
  flush(): void {
    if (!this.#isFailing) this.#stream.flushSync();
  }
}

function open(path: string): ReturnType<typeof destination> {
  const shared = { sync: true, maxLength: mostWaiting };
  if (path === "stdout") return destination({ ...shared, dest: 1 });
  if (path === "stderr") return destination({ ...shared, dest: 2 });
  try {
    return destination({ ...shared, dest: path, append: true, mkdir: true, mode: 0o600 });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Error(`service::telemetry::logs::output_paths: cannot open ${path}: ${code ?? message}`, { cause });
  }
}
