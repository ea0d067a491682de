import { CollectorError } from "@genai-collector/component";

/** What befalls the way of one process to a real server. Nothing unless it is told so. */
export class WayToServer {
  /** Writes that had an effect, of all processes. */
  readonly #written: () => void;
  /** Writes fail, without an effect. */
  fails = false;
  /** The next write has its effect, and fails. */
  losesNext = false;
  /** The process dies in its next write: nothing answers it from then on. */
  killsInWrite: "before" | "after" | undefined;
  /** No call gets through, and none is answered. */
  isCut = false;
  #isDead = false;

  constructor(written: () => void = () => undefined) {
    this.#written = written;
  }

  /** A call that changes nothing. */
  read<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    return this.#isDead || this.isCut ? given(signal, this.#isDead) : run();
  }

  /** A call that changes something. */
  async write<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    if (this.#isDead || this.isCut) return given(signal, this.#isDead);
    if (this.fails) throw lost();
    const when = this.killsInWrite;
    this.#isDead = when !== undefined;
    if (when === "before") return given(signal, true);
    const answer = await run();
    if (answer !== "conflict") this.#written();
    if (when === "after") return given(signal, true);
    if (!this.losesNext) return answer;
    this.losesNext = false;
    throw lost();
  }
}

/** No answer: until the caller gives up, or for ever where it is dead. */
function given(signal: AbortSignal, isDead: boolean): Promise<never> {
  return new Promise((_, reject) => {
    if (isDead) return;
    if (signal.aborted) reject(lost());
    signal.addEventListener("abort", () => reject(lost()), { once: true });
  });
}

function lost(): CollectorError {
  return new CollectorError("TEST_UNAVAILABLE", "the way to the server is broken", { kind: "retryable" });
}
