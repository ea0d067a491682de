import type { World } from "@genai-collector/testkit";
import type { PushedBooks } from "./pushed-books.ts";
import { itemsOf } from "./pushed-logs.ts";
import { mostItems, SinkFront, type SinkCall, type SinkVerdict } from "./sink-front.ts";
import type { Report } from "./violations.ts";

export interface LogSinkOptions {
  readonly name: string;
  readonly books: PushedBooks;
  /** Whether an answer that is given now may get lost on its way. */
  isNetworkUnsure(): boolean;
  readonly report: Report;
}

/** The sink of what applications push. */
export class LogSink {
  readonly front: SinkFront;
  readonly #options: LogSinkOptions;

  constructor(world: World, options: LogSinkOptions) {
    this.#options = options;
    this.front = new SinkFront(world, { ...options, take: (call) => this.#take(call) });
  }

  /** Of a request that it takes in part, it leaves out the first record. */
  #take({ body, outage, isUnheard }: SinkCall): SinkVerdict {
    const items = itemsOf(body);
    if (outage === "413" && items.length > mostItems) return { refusal: { status: 413 } };
    if (outage === "too old") return { refusal: { status: 400, body: "log record too old" } };
    const rejected = outage === "partial" ? 1 : 0;
    const { books, isNetworkUnsure } = this.#options;
    for (const item of items.slice(rejected)) books.arrived(item, !isUnheard && !isNetworkUnsure());
    return { rejected };
  }
}
