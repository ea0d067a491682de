import { HpackDecoder } from "./hpack-decoder.ts";
import { HeadDraft, type RequestHead } from "./request-head.ts";

/** A block that was decoded, and with which table. */
interface KnownBlock {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly head: RequestHead;
}

const mostKnown = 8;
const longestKnown = 512;

/**
 * Reads the header blocks of one connection. Clients say the same again and again: a block that is byte for byte one of
 * the last, with the same dynamic table, is the same request, and costs a comparison.
 */
export class HeadReader {
  readonly #decoder = new HpackDecoder();
  #known: KnownBlock[] | undefined;
  #next = 0;

  /** Undefined where no request has such fields, "too large" where there are too many. Throws as the decoder does. */
  request(block: Buffer, start: number, end: number): RequestHead | "too large" | undefined {
    const known = this.#find(block, start, end);
    if (known !== undefined) return known;
    const before = this.#decoder.version;
    const draft = this.#read(block, start, end);
    if (draft.isTooLarge) return "too large";
    const head = draft.head();
    // A block that changes the table means something else the next time.
    if (head !== undefined && before === this.#decoder.version) this.#remember(block, start, end, head);
    return head;
  }

  /** Whether these fields may stand behind a body. They are not kept. */
  areTrailers(block: Buffer, start: number, end: number): boolean {
    return this.#read(block, start, end).isTrailers();
  }

  #read(block: Buffer, start: number, end: number): HeadDraft {
    const draft = new HeadDraft();
    this.#decoder.decode(block, start, end, draft);
    return draft;
  }

  #find(block: Buffer, start: number, end: number): RequestHead | undefined {
    const known = this.#known;
    if (known === undefined) return undefined;
    const { version } = this.#decoder;
    for (let at = 0; at < known.length; at++) {
      const each = known[at]!;
      if (each.version === version && isSame(each.bytes, block, start, end)) return each.head;
    }
    return undefined;
  }

  #remember(block: Buffer, start: number, end: number, head: RequestHead): void {
    if (end - start > longestKnown) return;
    const known = (this.#known ??= []);
    known[this.#next] = { bytes: new Uint8Array(block.subarray(start, end)), version: this.#decoder.version, head };
    this.#next = (this.#next + 1) % mostKnown;
  }
}

function isSame(known: Uint8Array, block: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (known.length !== length) return false;
  // From the end: what differs stands there, behind the fields that all requests share.
  for (let at = length - 1; at >= 0; at--) if (known[at] !== block[start + at]) return false;
  return true;
}
