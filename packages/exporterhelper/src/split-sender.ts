import {
  combineErrors,
  isCollectorError,
  type Clock,
  type CollectorError,
  type Payload,
} from "@genai-collector/component";
import { splitByItems, splitByRanges } from "@genai-collector/pdata";
import { Bisection } from "./bisection.ts";
import {
  malformedCode,
  refusedCode,
  rejectedItemsCode,
  tooLargeCode,
  type Sender,
  type SendRequest,
} from "./sender.ts";

/** Refusals that some of the items may be to blame for. Partial success is none: what it does not reject is stored. */
const refusals: ReadonlySet<string> = new Set([rejectedItemsCode, malformedCode, refusedCode]);

/**
 * Takes a request apart that the sink does not take as one: always when it is too large, and, to find the items that are
 * to blame, when it is refused and `mayBisect` says that sending the good ones again does no harm.
 *
 * Parts are sent one after the other, in order, each with its own retries within the request's budget: what was taken is
 * not sent again. A search has a budget of its own from its first refusal: the outage before it takes nothing away from
 * it. The outcome is the combined one, with every rejected item.
 */
export class SplitSender implements Sender {
  readonly #next: Sender;
  readonly #clock: Clock;
  readonly #searchMs: number;
  readonly #mayBisect: (request: SendRequest) => boolean;

  /** `searchMs`: how long items that are to blame are looked for, in milliseconds. */
  constructor(next: Sender, clock: Clock, searchMs: number, mayBisect: (request: SendRequest) => boolean) {
    this.#next = next;
    this.#clock = clock;
    this.#searchMs = searchMs;
    this.#mayBisect = mayBisect;
  }

  send(request: SendRequest, signal: AbortSignal): Promise<void> {
    return this.#send(request, signal, undefined);
  }

  /** `search`: of the request that this one is a part of. */
  async #send(request: SendRequest, signal: AbortSignal, search: Bisection | undefined): Promise<void> {
    try {
      await this.#next.send(request, signal);
    } catch (error) {
      if (isTooLarge(error)) return this.#split(error, request, signal, search);
      if (isRefusal(error) && this.#maySearch(request, search)) return this.#search(error, request, signal, search);
      request.tally?.failed(request.payload, error);
      throw error;
    }
    request.tally?.taken(request.payload);
    search?.taken();
  }

  /** A search takes up to two requests an item: it ends with the budget, and a part then stands for its items. */
  #maySearch(request: SendRequest, around: Bisection | undefined): boolean {
    return this.#mayBisect(request) && (around === undefined || this.#clock.monotonic() <= request.giveUpAt);
  }

  async #split(
    error: CollectorError,
    request: SendRequest,
    signal: AbortSignal,
    search: Bisection | undefined,
  ): Promise<void> {
    const parts = halve(request);
    if (parts === undefined) {
      request.tally?.failed(request.payload, error);
      throw error;
    }
    const errors = await this.#sendParts(request, parts, signal, search);
    if (errors.length > 0) throw combineErrors(errors);
  }

  async #search(
    refusal: CollectorError,
    request: SendRequest,
    signal: AbortSignal,
    around: Bisection | undefined,
  ): Promise<void> {
    const parts = halve(request);
    if (parts === undefined) {
      request.tally?.failed(request.payload, refusal);
      if (around === undefined) throw refusal;
      around.refused(refusal, request);
      return;
    }
    const search = around ?? new Bisection(refusal);
    const giveUpAt = around === undefined ? this.#clock.monotonic() + this.#searchMs : request.giveUpAt;
    const errors = await this.#sendParts({ ...request, giveUpAt }, parts, signal, search);
    if (around === undefined) request.tally?.givenUp(search.givenUp);
    const outcome = around === undefined ? search.outcome(errors) : combineErrors(errors);
    if (outcome !== undefined) throw outcome;
  }

  async #sendParts(
    request: SendRequest,
    parts: readonly Payload[],
    signal: AbortSignal,
    search: Bisection | undefined,
  ): Promise<readonly unknown[]> {
    const errors: unknown[] = [];
    let goesOn = true;
    for (const payload of parts) {
      goesOn &&= search?.isHopeless !== true;
      if (!goesOn) {
        request.tally?.notSent(payload);
        continue;
      }
      try {
        await this.#send({ ...request, payload }, signal, search);
      } catch (error) {
        errors.push(error);
        goesOn = !signal.aborted && mayGoOn(request, error);
      }
    }
    return errors;
  }
}

/**
 * Whether the parts behind one that failed are sent. Polled data that is held comes again as a whole, and in order: its
 * later parts wait with it.
 */
function mayGoOn({ coverage }: SendRequest, error: unknown): boolean {
  return coverage === undefined || (isCollectorError(error) && error.kind === "gap");
}

function isTooLarge(error: unknown): error is CollectorError {
  return isCollectorError(error) && error.code === tooLargeCode;
}

/** Where no more than broken ranges was left out, the sink has the rest. */
function isRefusal(error: unknown): error is CollectorError {
  if (!isCollectorError(error) || !refusals.has(error.code)) return false;
  const isTaken = error.rejected.length > 0 && error.rejected.every(({ reason }) => reason === "malformed");
  return error.kind !== "gap" || !isTaken;
}

/** Undefined for a single item, and for bytes that cannot be cut: what is said of them is said of all their items. */
function halve({ payload, tally }: SendRequest): readonly Payload[] | undefined {
  const { items } = payload;
  if (items < 2) return undefined;
  const halves = splitByRanges(payload);
  if (halves !== undefined) return halves;
  try {
    const pieces = splitByItems(payload, Math.ceil(items / 2));
    tally?.cut(payload.encoded()[0]!, pieces);
    return pieces;
  } catch {
    return undefined;
  }
}
