import type { ComponentId, LaneKey, Logger, Runtime } from "@genai-collector/component";
import type { CellStore } from "./cell-store.ts";
import type { CheckpointTelemetry } from "./checkpoint-telemetry.ts";
import { instantText } from "./instant.ts";

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

/** Removes lanes of receivers that are not configured any more, some time after they were last advanced. Ends with `signal`. */
export async function removeOrphans(options: OrphansOptions, signal: AbortSignal): Promise<void> {
  const { timers } = options.runtime;
  for (let waitMs = firstLookMs; ; waitMs = lookEveryMs) {
    await timers.sleep(waitMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await look(options, signal);
    } catch (err) {
      if (!signal.aborted) options.logger.warn({ err }, "Cannot look for lanes that nobody owns; trying again later");
    }
  }
}

async function look({ store, configured, telemetry, ...rest }: OrphansOptions, signal: AbortSignal): Promise<void> {
  const orphans = (await store.listAll()).filter(({ receiver }) => !configured.has(receiver));
  let left = orphans.length;
  telemetry.orphans(left);
  for (const key of orphans) {
    if (signal.aborted) return;
    if (await removeIfOld(key, { store, telemetry, ...rest }, signal)) telemetry.orphans(--left);
  }
}

/** One that cannot be read or removed must not keep the others. */
async function removeIfOld(
  key: LaneKey,
  options: Omit<OrphansOptions, "configured">,
  signal: AbortSignal,
): Promise<boolean> {
  const { store, removeAfterMs, runtime, logger, telemetry } = options;
  try {
    const frontier = (await store.load(key))?.frontier;
    const isGone = frontier !== undefined && (await store.removeBefore(key, runtime.clock.now() - removeAfterMs));
    if (!isGone) return false;
    telemetry.orphanRemoved();
    logger.info({ ...key, frontier: instantText(frontier.time) }, "Removed a lane whose receiver is not configured");
    return true;
  } catch (err) {
    if (!signal.aborted) logger.warn({ err, ...key }, "Cannot remove a lane whose receiver is not configured");
    return false;
  }
}
