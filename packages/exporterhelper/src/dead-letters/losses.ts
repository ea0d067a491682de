import { isCollectorError, type Payload, type Range } from "@genai-collector/component";
import type { Loss, SendTally } from "../send-tally.ts";

/** What of a request is lost: nobody will send it again. */
export interface Losses {
  readonly known: readonly Loss[];
  /** Items that the sink rejected without saying which. */
  readonly unknownItems: number;
}

interface Ended {
  readonly error: unknown;
  readonly tally: SendTally;
}

/**
 * What of a request that ended with `error` is lost for good. A gap ends its items, whoever waits: nobody is asked to
 * send them again. Any other error gives all that was not taken back to who waits, gaps among it included.
 *
 * `owners`: whether senders wait, or the ranges of the request whose senders do not.
 */
export function lossesOf({ error, tally }: Ended, owners: "wait" | "gone" | ReadonlySet<Range>): Losses {
  if (isCollectorError(error) && error.kind === "gap") return refusedIn({ tally });
  if (owners === "wait") return { known: [], unknownItems: 0 };
  const left = tally.leftover.map((loss) => ({ ...loss, error: loss.error ?? error }));
  if (owners === "gone") return { ...refusedIn({ tally }), known: [...tally.refused, ...left] };
  const ofGone = (payload: Payload): Payload => payload.filter((range) => owners.has(tally.originOf(range)));
  const known = [...tally.refused, ...left].map((loss) => ({ ...loss, payload: ofGone(loss.payload) }));
  const unknown = tally.unknown.map(({ payload, items }) => Math.min(items, ofGone(payload).items));
  return { known: known.filter(({ payload }) => payload.items > 0), unknownItems: sum(unknown) };
}

/** What was refused for good, whatever becomes of the rest. */
export function refusedIn({ tally }: Pick<Ended, "tally">): Losses {
  return { known: tally.refused, unknownItems: sum(tally.unknown.map(({ items }) => items)) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
