import { combineErrors, isCollectorError, type Payload } from "@genai-collector/component";
import { splitByItems, splitByRanges } from "@genai-collector/pdata";
import { tooLargeCode, type Sender, type SendRequest } from "./sender.ts";

/**
 * Takes a request apart that the sink does not take as one: always when it is too large, and, to find the items that are
 * to blame, when it is rejected and `mayBisect` says that sending the good ones again does no harm.
 *
 * Parts are sent one after the other, in order, each with its own retries within the request's budget: what was taken is
 * not sent again. The outcome is the combined one, with every rejected item.
 */
export class SplitSender implements Sender {
  readonly #next: Sender;
  readonly #mayBisect: (request: SendRequest) => boolean;

  constructor(next: Sender, mayBisect: (request: SendRequest) => boolean) {
    this.#next = next;
    this.#mayBisect = mayBisect;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    try {
      await this.#next.send(request, signal);
    } catch (error) {
      const halves = this.#isWorthSplitting(error, request) ? halve(request.payload) : undefined;
      if (halves === undefined) throw error;
      await this.#sendParts(request, halves, signal);
    }
  }

  async #sendParts(request: SendRequest, parts: readonly Payload[], signal: AbortSignal): Promise<void> {
    const errors: unknown[] = [];
    for (const payload of parts) {
      try {
        await this.send({ ...request, payload }, signal);
      } catch (error) {
        errors.push(error);
        if (signal.aborted) break;
      }
    }
    if (errors.length > 0) throw combineErrors(errors);
  }

  #isWorthSplitting(error: unknown, request: SendRequest): boolean {
    if (!isCollectorError(error)) return false;
    if (error.code === tooLargeCode) return true;
    // Partial success names no item either, but what it did not reject is stored: never again.
    return (error.code === "EXPORT_REJECTED_ITEMS" || error.code === "EXPORT_MALFORMED") && this.#mayBisect(request);
  }
}

/** Undefined for a single item. */
function halve(payload: Payload): readonly Payload[] | undefined {
  const { items } = payload;
  if (items < 2) return undefined;
  return splitByRanges(payload) ?? splitByItems(payload, Math.ceil(items / 2));
}
