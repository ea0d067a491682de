import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A Node process of the bench's own that is asked, and answers each question with one message. */
export class AskedProcess<Question, Answer> implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;

  /** Starts the program of that file. */
  constructor(name: string, file: string) {
    this.#name = name;
    const env = { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined };
    this.#child = fork(file, { execArgv: [], env, serialization: "advanced" });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** One question at a time. Rejects when the process ends before it answered. */
  async ask(question: Question): Promise<Answer> {
    const settled = new AbortController();
    const answer = once(this.#child, "message", { signal: settled.signal }).then(([message]) => message as Answer);
    const ended = once(this.#child, "exit", { signal: settled.signal }).then(([code]): never => {
      throw new Error(`the ${this.#name} ended with ${String(code)} before it answered`);
    });
    try {
      this.#child.send(question as object);
      return await Promise.race([answer, ended]);
    } finally {
      settled.abort();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** The other side: answers each message of the parent in turn, and ends with it. */
export function answerParent<Question, Answer>(answer: (question: Question) => Answer | Promise<Answer>): void {
  process.on("message", (question: Question) => {
    void Promise.resolve(answer(question)).then((said) => process.send!(said));
  });
  process.once("disconnect", () => process.exit(0));
}
