import { fileURLToPath } from "node:url";
import { AskedProcess } from "../process/asked-process.ts";
import type { LoadTarget } from "./connection.ts";
import type { Drive, DriveResult } from "./drive.ts";
import type { LoadAnswer, LoadQuestion } from "./load-process.ts";

const file = fileURLToPath(new URL("load-process.ts", import.meta.url));

/** The load generator's process, from outside. */
export class Load implements AsyncDisposable {
  readonly #process: AskedProcess<LoadQuestion, LoadAnswer>;

  private constructor(process: AskedProcess<LoadQuestion, LoadAnswer>) {
    this.#process = process;
  }

  /** Starts a generator; resolves when all its connections are up. */
  static async start(target: LoadTarget, connections: number): Promise<Load> {
    const process = new AskedProcess<LoadQuestion, LoadAnswer>("load generator", file);
    await process.ask({ open: target, connections });
    return new Load(process);
  }

  /** Sends, and tells what became of it. The connections stay up. */
  async drive(options: Drive): Promise<DriveResult> {
    const answer = await this.#process.ask({ drive: options });
    if (answer === "opened") throw new Error("the load generator answered another question");
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
