import type { ComponentId, Frontier, LaneKey, Logger, Runtime } from "@genai-collector/component";
import type { CellStore } from "./cell-store.ts";
import type { CheckpointTelemetry } from "./checkpoint-telemetry.ts";
import { instantText } from "./instant.ts";
import { keyText } from "./lane-record.ts";

/** A first look soon, so that what it tells is seen by who changed the configuration; then four a day. */
const firstLookMs = 60_000;
const lookEveryMs = 6 * 3_600_000;

export interface OrphansOptions {
  readonly store: CellStore<unknown>;
  /** Of the running configuration. */
  readonly configured: ReadonlySet<ComponentId>;
  readonly removeAfterMs: number;
  readonly runtime: Pick<Runtime, "clock" | "timers">;
  readonly logger: Logger;
  readonly telemetry: CheckpointTelemetry;
}

/**
 * Removes lanes of receivers that are not configured any more, some time after they were last advanced. What has moved
 * since the look before is another replica's, which has another configuration. Ends with `signal`.
 */
export async function removeOrphans(options: OrphansOptions, signal: AbortSignal): Promise<void> {
  const { timers } = options.runtime;
  let known: Standings = new Map();
  for (let waitMs = firstLookMs; ; waitMs = lookEveryMs) {
    await timers.sleep(waitMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      known = await look(options, known, signal);
    } catch (err) {
      if (!signal.aborted) options.logger.warn({ err }, "Cannot look for lanes that nobody owns; trying again later");
    }
  }
}

/** Where orphans stood at a look, by the text of their keys. */
type Standings = ReadonlyMap<string, Frontier>;

async function look(
  { store, configured, telemetry, ...rest }: OrphansOptions,
  known: Standings,
  signal: AbortSignal,
): Promise<Standings> {
  const orphans = (await store.listAll()).filter(({ receiver }) => !configured.has(receiver));
  const standings = new Map<string, Frontier>();
  let left = orphans.length;
  telemetry.orphans(left);
  for (const key of orphans) {
    if (signal.aborted) break;
    const frontier = await removeIfOld(key, known.get(keyText(key)), { store, telemetry, ...rest }, signal);
    if (frontier === "removed") telemetry.orphans(--left);
    else if (frontier !== undefined) standings.set(keyText(key), frontier);
  }
  return standings;
}

/** Where the lane stands; undefined: that cannot be told. One that cannot be read or removed must not keep the others. */
async function removeIfOld(
  key: LaneKey,
  before: Frontier | undefined,
  options: Omit<OrphansOptions, "configured">,
  signal: AbortSignal,
): Promise<Frontier | "removed" | undefined> {
  const { store, removeAfterMs, runtime, logger, telemetry } = options;
  try {
    const frontier = (await store.load(key))?.frontier;
    if (frontier === undefined || before === undefined || frontier.time >= runtime.clock.now() - removeAfterMs)
      return frontier;
    if (!(await store.removeAt(key, before))) return frontier;
    telemetry.orphanRemoved();
    logger.info({ ...key, frontier: instantText(frontier.time) }, "Removed a lane whose receiver is not configured");
    return "removed";
  } catch (err) {
    if (!signal.aborted) logger.warn({ err, ...key }, "Cannot remove a lane whose receiver is not configured");
    return undefined;
  }
}
