import { CollectorError, combineErrors, type Payload } from "@genai-collector/component";
import { rejectedItemsCode, type SendRequest } from "./sender.ts";

/** After so many items in a row that were refused one by one, none taken, the request is to blame and not its items. */
const mostRefused = 16;

/**
 * What the search for the items behind a refusal has found. The sink refused a request as a whole; its parts are sent
 * until every item was taken or refused alone. An item that is refused while its siblings are taken is itself to blame:
 * it is given up, so that it does not hold the others for ever.
 */
export class Bisection {
  readonly #refusal: CollectorError;
  readonly #refused: { readonly error: CollectorError; readonly payload: Payload }[] = [];
  #hasTaken = false;

  /** `refusal`: of the whole request. */
  constructor(refusal: CollectorError) {
    this.#refusal = refusal;
  }

  taken(): void {
    this.#hasTaken = true;
  }

  /** A part that cannot be parted was refused. */
  refused(error: CollectorError, { payload }: SendRequest): void {
    this.#refused.push({ error, payload });
  }

  /** Going on would only be more of the same: wrong credentials are not found by asking once for each item. */
  get isHopeless(): boolean {
    const isUnknown = this.#refused.every(({ error }) => error.kind !== "gap");
    return !this.#hasTaken && isUnknown && this.#refused.length >= mostRefused;
  }

  /** Refused parts that are not to be sent again. */
  get givenUp(): readonly Payload[] {
    const isForGood = ({ error }: { readonly error: CollectorError }): boolean =>
      this.#hasTaken || error.kind === "gap";
    return this.#refused.filter(isForGood).map(({ payload }) => payload);
  }

  /** What the whole request came to; undefined where everything was taken. `failures`: what was no refusal. */
  outcome(failures: readonly unknown[]): unknown {
    if (this.isHopeless) return this.#refusal;
    const refusals = this.#refused.map(({ error, payload }) => (this.#hasTaken ? blamed(error, payload.items) : error));
    const isRefusedWhole = !this.#hasTaken && failures.length === 0 && refusals.every(({ kind }) => kind !== "gap");
    return isRefusedWhole && refusals.length > 0 ? this.#refusal : combineErrors([...failures, ...refusals]);
  }
}

function blamed(error: CollectorError, items: number): CollectorError {
  if (error.kind === "gap") return error;
  const rejected = [{ items, reason: "rejected" }];
  return new CollectorError(rejectedItemsCode, error.message, {
    kind: "gap",
    cause: error,
    rejected,
    answer: error.answer,
  });
}
