import { gunzipSync } from "node:zlib";
import type { HttpRequest } from "@genai-collector/component";
import type { Finding, IsExplained, Searcher } from "./searcher.ts";

/** A planted text that was found where it must not be. */
export interface Leak extends Finding {
  /** For example `request to the sink` or `log line`. */
  readonly where: string;
}

/** So many leaks say enough. */
const most = 20_000;

/** Takes everything that leaves a collector or is written by it, and searches it at once: nothing is kept. */
export class Gatherer {
  /** The first ones. */
  readonly leaks: Leak[] = [];
  /** Bytes that were searched, by where they were found. */
  readonly searched = new Map<string, number>();
  readonly #searcher: Searcher;
  readonly #isExplained: IsExplained | undefined;

  constructor(searcher: Searcher, isExplained?: IsExplained) {
    this.#searcher = searcher;
    this.#isExplained = isExplained;
  }

  bytes(where: string, bytes: Uint8Array): void {
    this.searched.set(where, (this.searched.get(where) ?? 0) + bytes.length);
    if (this.leaks.length >= most) return;
    for (const finding of this.#searcher.search(bytes, this.#isExplained)) this.leaks.push({ ...finding, where });
  }

  text(where: string, text: string): void {
    this.bytes(where, Buffer.from(text));
  }

  /** A request: its line, headers and body. `isLed`: its URL is what the other side said. */
  request(where: string, { method, url, headers, body }: HttpRequest, isLed = false): Uint8Array {
    this.text(`${where}: headers`, `${method} ${isLed ? "" : url}\n${JSON.stringify(headers)}`);
    const bytes = Buffer.concat(body ?? []);
    const plain = headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
    this.bytes(`${where}: body`, plain);
    return plain;
  }

  /** All that an error shows to whoever looks into it. */
  error(where: string, error: unknown): void {
    for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth++) {
      this.text(
        where,
        `${at.stack ?? at.message}\n${JSON.stringify(
          at,
          Object.getOwnPropertyNames(at).filter((name) => name !== "cause"),
        )}`,
      );
      if (at instanceof AggregateError) for (const member of at.errors) this.error(where, member);
    }
  }
}
