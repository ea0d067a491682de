import type { World } from "@genai-collector/testkit";
import { queueFolder } from "./configuration-file.ts";
import { LogSink } from "./log-sink.ts";
import { PushedBooks } from "./pushed-books.ts";
import { itemsOf } from "./pushed-logs.ts";
import { QueueOnDisk } from "./queue-on-disk.ts";
import { pushedSink, type PushedSetup } from "./setup.ts";
import { SimulatedApplication } from "./simulated-application.ts";
import type { Report } from "./violations.ts";

export interface PushedSideOptions {
  readonly setup: PushedSetup;
  /** Which process of the collector is there; undefined: none. */
  life(): number | undefined;
  /** Whether it stood still at any time since then. */
  wasStoppedSince(at: number): boolean;
  /** Whether an answer that is given now may get lost on its way. */
  isNetworkUnsure(): boolean;
  readonly report: Report;
}

/** Everything around the pipeline of what is pushed: who pushes, where it ends, and the books of it. */
export class PushedSide {
  readonly application: SimulatedApplication;
  readonly sink: LogSink;
  readonly books: PushedBooks;

  constructor(world: World, options: PushedSideOptions) {
    const { setup, report } = options;
    const { sink: name, exporter } = pushedSink;
    const queue = setup.queue.isDurable ? new QueueOnDisk(world, queueFolder, exporter, "logs") : undefined;
    const readStored = (): readonly string[] => queue?.readNew().flatMap(({ body }) => itemsOf(body)) ?? [];
    this.books = new PushedBooks({ setup, exporter, readStored, ended: () => queue?.ended(), report });
    const { books } = this;
    this.sink = new LogSink(world, { ...options, name, books });
    this.application = new SimulatedApplication(world, { ...options, books });
  }
}
