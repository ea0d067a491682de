import type { Capabilities } from "./capabilities.ts";
import type { CollectDeadline } from "./collect-deadline.ts";
import type { Asker } from "./endpoint-capability.ts";

/** The endpoints that one poll asks. What comes after the poll is over counts for nothing. */
export class AskedEndpoints {
  readonly #capabilities: Capabilities;
  readonly #asker: Asker;
  readonly #deadline: CollectDeadline;
  readonly #underWay: string[] = [];
  #isClosed = false;

  constructor(capabilities: Capabilities, asker: Asker, deadline: CollectDeadline) {
    this.#capabilities = capabilities;
    this.#asker = asker;
    this.#deadline = deadline;
  }

  async ask<T>(endpoint: string, ask: () => Promise<T>, itemsOf?: (answer: T) => number): Promise<T> {
    this.#underWay.push(endpoint);
    let answer: T;
    try {
      answer = await ask();
    } catch (error) {
      this.#end(endpoint, () => this.#capabilities.failed(this.#asker, endpoint, this.#cause(error)));
      throw error;
    }
    this.#end(endpoint, () => this.#capabilities.answered(this.#asker, endpoint, itemsOf?.(answer)));
    return answer;
  }

  /** At the deadline, the endpoints that have not answered are what it was spent on. */
  close(): void {
    if (this.#deadline.isExpired)
      for (const endpoint of this.#underWay)
        this.#capabilities.failed(this.#asker, endpoint, this.#deadline.signal.reason);
    this.#isClosed = true;
  }

  #end(endpoint: string, note: () => void): void {
    if (this.#isClosed) return;
    this.#underWay.splice(this.#underWay.indexOf(endpoint), 1);
    note();
  }

  /** What a request says that the deadline ended is that it was aborted. */
  #cause(error: unknown): unknown {
    return this.#deadline.isExpired ? this.#deadline.signal.reason : error;
  }
}
