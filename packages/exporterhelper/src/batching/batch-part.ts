import { combineErrors, type BatchContext, type Payload } from "@genai-collector/component";
import type { RangeOwner } from "../dead-letters/range-owner.ts";

/** What holds pieces of parts until they are sent. */
export interface PieceHolder<P extends Payload> {
  /** The part's sender left. Returns the items that are not sent for it. */
  leave(part: BatchPart<P>): number;
}

/**
 * What one sender gave to be merged. It may end up in several batches. It is answered once: when the last of them ended,
 * or when its sender left.
 */
export abstract class BatchPart<P extends Payload> implements RangeOwner {
  readonly payload: P;
  readonly context: BatchContext;
  #batches: PieceHolder<P>[] | undefined;
  #pieces = 0;
  #errors: unknown[] | undefined;
  #isAnswered = false;
  #listeners: ((error: unknown) => void)[] | undefined;

  constructor(payload: P, context: BatchContext) {
    this.payload = payload;
    this.context = context;
  }

  /** Whether its sender waits for what becomes of it. */
  get isWaitedFor(): boolean {
    return this.context.acknowledge === "delivered";
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** It is in several batches. Known of who is waited for alone. */
  get isCut(): boolean {
    return (this.#batches?.length ?? 0) > 1;
  }

  onAnswer(listen: (error: unknown) => void): void {
    (this.#listeners ??= []).push(listen);
  }

  /** What became of it: called once. `error`: undefined where everything was taken. */
  protected abstract answered(error: unknown): void;

  /** No batch holds anything of it any more: called once, at the end. */
  protected abstract released(): void;

  /** Some of it, or all, is in `batch`. */
  addPiece(batch: PieceHolder<P>): void {
    this.#pieces++;
    // Only who is waited for can leave, and has to be found then.
    if (this.isWaitedFor) (this.#batches ??= []).push(batch);
  }

  /** One of its pieces came to an end. */
  endPiece(error: unknown): void {
    if (error !== undefined) (this.#errors ??= []).push(error);
    this.#pieces--;
    if (this.#pieces > 0) return;
    this.answer(this.#errors === undefined ? undefined : combineErrors(this.#errors));
    this.released();
  }

  /** Its sender no longer waits: it is told so, and taken out of what is not sent yet. Returns the items of that. */
  leave(error: unknown): number {
    this.answer(error);
    return (this.#batches ?? []).reduce((items, batch) => items + batch.leave(this), 0);
  }

  /** Tells what became of it, unless it was told before. */
  answer(error: unknown): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.answered(error);
    for (const listen of this.#listeners ?? []) listen(error);
  }
}
