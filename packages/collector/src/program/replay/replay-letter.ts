import {
  isAborted,
  isCollectorError,
  rejectedItems,
  type BatchContext,
  type Consumer,
  type Payload,
} from "@genai-collector/component";
import { merge, validateRange } from "@genai-collector/pdata";
import type { ReplayLetter } from "@genai-collector/extension-dead-letter/replay";
import type { ReplayDesk } from "./replay-desk.ts";

/** What one letter came to. */
export interface LetterOutcome {
  /** `left`: nothing of it was taken. `unsent`: the sink is not there, or the replay ends: no attempt is counted. */
  readonly is: "taken" | "partly" | "left" | "unsent";
  readonly sentItems: number;
  /** What processors took out. */
  readonly droppedItems: number;
  /** Rejected by a sink that does not say which: nobody can send them again without sending others twice. */
  readonly lostItems: number;
  /** What stays, where part of it was taken. */
  readonly rest?: Payload | undefined;
  /** Why something stays. */
  readonly error?: unknown;
}

const nothing = { sentItems: 0, droppedItems: 0, lostItems: 0 };

/** Sends a letter again, with what its coverage was; nothing of it is settled again. Never rejects. */
export async function replayLetter(
  { payload, head }: ReplayLetter,
  pipeline: string,
  desk: ReplayDesk,
  signal: AbortSignal,
): Promise<LetterOutcome> {
  const broken = payload.filter(({ bytes }) => !isTelemetry(payload, bytes));
  // Nothing on the way can read it, and no sink could.
  if (broken.items === payload.items) return { is: "left", ...nothing, error: new Error("it is no OTLP") };
  const sound = broken.items === 0 ? payload : payload.filter(({ bytes }) => isTelemetry(payload, bytes));
  const seen = desk.begin();
  const context: BatchContext = { acknowledge: "delivered", signal, coverage: head.coverage };
  try {
    const next = desk.head(head.signal, pipeline) as Consumer<Payload>;
    const items = sound.items;
    await next.consume(sound.fork(), context);
    return outcomeOf(payload, { sent: seen.reachedItems, dropped: items - seen.reachedItems, lost: 0 }, [broken]);
  } catch (error) {
    if (isAborted(error) || signal.aborted) return { is: "unsent", ...nothing, error };
    if (!isCollectorError(error) || error.kind !== "gap") return { is: "left", ...nothing, error };
    const rejected = rejectedItems(error, seen.reachedItems);
    const refused = seen.refused.reduce((sum, { items }) => sum + items, 0);
    // The exporter keeps no letters, or it was a processor that refused.
    if (refused === 0 && rejected === seen.reachedItems) return { is: "left", ...nothing, error };
    const known = { sent: seen.reachedItems - rejected, dropped: sound.items - seen.reachedItems };
    const lost = Math.max(0, rejected - refused);
    return { ...outcomeOf(payload, { ...known, lost }, [broken, ...seen.refused]), error };
  }
}

function outcomeOf(
  payload: Payload,
  { sent, dropped, lost }: { readonly sent: number; readonly dropped: number; readonly lost: number },
  left: readonly Payload[],
): LetterOutcome {
  const staying = left.filter(({ items }) => items > 0);
  const counts = { sentItems: sent, droppedItems: Math.max(0, dropped), lostItems: lost };
  if (staying.length === 0) return { is: "taken", ...counts };
  const rest = merge(staying);
  return { is: rest.items === payload.items && sent === 0 ? "left" : "partly", ...counts, rest };
}

function isTelemetry({ signal }: Payload, bytes: Uint8Array): boolean {
  try {
    validateRange(signal, bytes);
    return true;
  } catch {
    // A `WireError` says where; that it is broken is all that matters here.
    return false;
  }
}
