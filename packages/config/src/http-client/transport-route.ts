import type { Dispatcher } from "undici";

/** How requests to one URL are sent. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
  /** What the way there needs beside the request's own headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Before each request: rejects where its target may not be reached. Absent where that is seen at the dial. */
  readonly check?: (() => Promise<void>) | undefined;
  /** Whether the connection is a plain socket of ours, whose writer waits for each block. */
  readonly isPlain: boolean;
}
