import { getJson } from "../loopback.ts";
import type { SinkState, StoredRecord } from "../sink-store.ts";
import { savedFrontier } from "./checkpoint.ts";
import type { DemonstrationStage } from "./demonstration-stage.ts";
import { deliveredItems } from "./items.ts";
import { accountOf, type LoopAccount } from "./loop-account.ts";
import { titleOf, type WatchedLoop } from "./loop-progress.ts";
import { checkpointPath } from "./overlay.ts";
import type { RunFacts } from "./platform.ts";

/** How a run came out. */
export interface Settled {
  /** One of each loop, and one of what belongs to none, if there is any. */
  readonly accounts: readonly LoopAccount[];
  /** Texts that must never have reached the sink. */
  readonly leaks: readonly string[];
}

/** Holds what the sink has against what is true, once the collector has ended. `startedAt`: when it was started. */
export async function settleAccounts(
  stage: DemonstrationStage,
  loops: readonly WatchedLoop[],
  startedAt: number,
): Promise<Settled> {
  const [state, records] = await Promise.all([
    getJson<SinkState>(`${stage.sink}/_sink/state`),
    getJson<readonly StoredRecord[]>(`${stage.sink}/_sink/records`),
  ]);
  const items = deliveredItems(state, records);
  const accounts: LoopAccount[] = [];
  for (const loop of loops) {
    const own = items.filter(({ name }) => loop.book.owns(name));
    const expected = await loop.book.expected(factsOf(stage, loop.receiver, startedAt), own);
    accounts.push(accountOf(titleOf(loop), expected, own));
  }
  const strays = items.filter(({ name }) => !loops.some(({ book }) => book.owns(name)));
  if (strays.length > 0) accounts.push(accountOf("of no loop", [], strays));
  return { accounts, leaks: state.leaks };
}

function factsOf({ config, folder }: DemonstrationStage, receiver: string, startedAt: number): RunFacts {
  const path = checkpointPath(folder, String(config.receivers[receiver]!["checkpoint"]));
  return { startedAt, frontier: (loop, pass) => savedFrontier(path, receiver, loop, pass) };
}
