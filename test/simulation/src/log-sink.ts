import type { World } from "@genai-collector/testkit";
import type { PushedBooks } from "./pushed-books.ts";
import { itemsOf } from "./pushed-logs.ts";
import { mostItems, SinkFront, type SinkCall, type SinkVerdict } from "./sink-front.ts";
import type { Report } from "./violations.ts";

/** The sink of what applications push. */
export class LogSink {
  readonly front: SinkFront;
  readonly #books: PushedBooks;

  constructor(world: World, name: string, books: PushedBooks, report: Report) {
    this.#books = books;
    this.front = new SinkFront(world, { name, report, take: (call) => this.#take(call) });
  }

  /** Of a request that it takes in part, it leaves out the first record. */
  #take({ body, outage, isUnheard }: SinkCall): SinkVerdict {
    const items = itemsOf(body);
    if (outage === "413" && items.length > mostItems) return { refusal: { status: 413 } };
    if (outage === "too old") return { refusal: { status: 400, body: "log record too old" } };
    const rejected = outage === "partial" ? 1 : 0;
    for (const item of items.slice(rejected)) this.#books.arrived(item, !isUnheard);
    return { rejected };
  }
}
