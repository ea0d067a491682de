import { isCollectorError, type Payload, type Range } from "@genai-collector/component";
import type { Loss, SendTally } from "../send-tally.ts";
import type { RangeOwner } from "./range-owner.ts";

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

/** Whether senders wait for a request; or whose its ranges are. */
export type Owners = "wait" | "gone" | ReadonlyMap<Range, RangeOwner>;

/** Whether an error ends items for everybody: nobody is asked to send them again. */
export function isGap(error: unknown): boolean {
  return isCollectorError(error) && error.kind === "gap";
}

/**
 * What of a request that ended with `error` is lost for good. A gap ends its items, whoever waits. Any other error gives
 * all that was not taken back to who waits, gaps among it included. So does an answer that somebody had before.
 */
export function lossesOf(ended: Ended, owners: Owners): Losses {
  const losses = isGap(ended.error) ? refusedIn(ended) : everythingIn(ended);
  if (owners === "gone" || (owners === "wait" && isGap(ended.error))) return losses;
  if (owners === "wait") return nothing;
  const isLost = (owner: RangeOwner): boolean =>
    !owner.isWaitedFor || (isGap(ended.error) && !owner.isAnswered && !owner.isCut);
  return lossesAmong(ended, losses, (range) => isLost(owners.get(range)!));
}

/** What is lost where the sender, whose other parts are on their way, is told of no more than gaps. */
export function lossesIfGap(ended: Ended, owners: Owners): ReadonlyMap<RangeOwner, Losses> {
  const found = new Map<RangeOwner, Losses>();
  if (typeof owners === "string" || !isGap(ended.error)) return found;
  for (const owner of new Set(owners.values())) {
    if (!owner.isWaitedFor || owner.isAnswered || !owner.isCut) continue;
    found.set(
      owner,
      lossesAmong(ended, refusedIn(ended), (range) => owners.get(range) === owner),
    );
  }
  return found;
}

/** What was refused for good, whatever becomes of the rest. */
export function refusedIn({ tally }: Pick<Ended, "tally">): Losses {
  return { known: tally.refused, unknownItems: sum(tally.unknown.map(({ items }) => items)) };
}

const nothing: Losses = { known: [], unknownItems: 0 };

function everythingIn({ error, tally }: Ended): Losses {
  const left = tally.leftover.map((loss) => ({ ...loss, error: loss.error ?? error }));
  return { ...refusedIn({ tally }), known: [...tally.refused, ...left] };
}

/** `isMeant`: of the ranges that the request was made of, before some were cut. */
function lossesAmong({ tally }: Ended, { known }: Losses, isMeant: (range: Range) => boolean): Losses {
  const meant = (payload: Payload): Payload => payload.filter((range) => isMeant(tally.originOf(range)));
  const left = known.map((loss) => ({ ...loss, payload: meant(loss.payload) }));
  const unknown = tally.unknown.map(({ payload, items }) => Math.min(items, meant(payload).items));
  return { known: left.filter(({ payload }) => payload.items > 0), unknownItems: sum(unknown) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
