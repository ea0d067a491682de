import type { BatchContext, ClientInfo, Payload, Range } from "@genai-collector/component";
import { merge } from "@genai-collector/pdata";
import type { Linked } from "../linked-list.ts";
import type { RangeOwner } from "../dead-letters/range-owner.ts";
import type { BatchPart } from "./batch-part.ts";
import { mergedClient } from "./merged-client.ts";
import { sizeOf, type BatchSizer } from "./sizer.ts";

/** Parts that will be sent as one. */
export class Batch<P extends Payload> implements Linked<Batch<P>> {
  /** Its neighbours among those that are not sent yet. */
  previous: Batch<P> | undefined;
  next: Batch<P> | undefined;
  /** Ends its timer, while it is being collected. */
  cancelTimer: (() => void) | undefined;
  size = 0;
  readonly #sizer: BatchSizer;
  readonly #kept: ClientInfo["metadata"] | undefined;
  readonly #parts: BatchPart<P>[] = [];
  /** What it has of each part. */
  readonly #payloads: P[] = [];
  /** While it is sent: fires when nobody waits for it any more. Absent where some of it was accepted already. */
  #abandoned: AbortController | undefined;
  #isSending = false;
  #unanswered = 0;
  #items = 0;

  /** `kept`: the metadata of its partition. */
  constructor(sizer: BatchSizer, kept: ClientInfo["metadata"] | undefined) {
    this.#sizer = sizer;
    this.#kept = kept;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** Items that wait in it to be sent. */
  get waitingItems(): number {
    return this.#isSending ? 0 : this.#items;
  }

  /** Items that nobody waits for: they are lost if it fails. */
  get unansweredItems(): number {
    return this.#unanswered;
  }

  /** Who sent what. */
  owners(): ReadonlyMap<Range, RangeOwner> {
    return new Map(
      this.#payloads.flatMap((each, index) => each.encoded().map((range) => [range, this.#parts[index]!] as const)),
    );
  }

  /** `payload`: all of the part or a piece of it; `size`: of that. */
  add(part: BatchPart<P>, payload: P, size: number): void {
    part.addPiece(this);
    const { items } = payload;
    this.#items += items;
    if (!part.isWaitedFor) this.#unanswered += items;
    this.#parts.push(part);
    this.#payloads.push(payload);
    this.size += size;
  }

  /**
   * Its sender left: before it is sent, it is taken out; afterwards it is no reason to go on. Returns the items that are
   * not sent for it.
   */
  leave(part: BatchPart<P>): number {
    if (this.#isSending) {
      if (this.#parts.every((each) => each.isAnswered)) this.#abandoned?.abort(part.context.signal.reason);
      return 0;
    }
    const index = this.#parts.indexOf(part);
    const [payload] = this.#payloads.splice(index, 1);
    this.#parts.splice(index, 1);
    const { items } = payload!;
    this.#items -= items;
    this.size -= sizeOf(payload!, this.#sizer);
    part.endPiece(undefined);
    return items;
  }

  /** From now on nothing is taken out. Returns what fires when nobody waits for it any more. */
  beginSending(): readonly AbortSignal[] {
    this.#isSending = true;
    if (!this.#parts.every((part) => part.isWaitedFor)) return [];
    this.#abandoned = new AbortController();
    return [this.#abandoned.signal];
  }

  get payload(): P {
    return merge(this.#payloads);
  }

  /** Its own: the strongest acknowledgement of the parts, and who sent it where all agree. */
  context(signal: AbortSignal): BatchContext {
    const contexts = this.#parts.map((part) => part.context);
    const isWaitedFor = this.#parts.some((part) => part.isWaitedFor);
    return { acknowledge: isWaitedFor ? "delivered" : "accepted", signal, client: mergedClient(contexts, this.#kept) };
  }

  /** Tells every part what became of it. */
  end(error: unknown): void {
    for (const part of this.#parts) part.endPiece(error);
  }
}
