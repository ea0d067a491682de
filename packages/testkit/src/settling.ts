import type { BatchContext, Consumer, Payload, PipelineOutput, Signal } from "@genai-collector/component";
import { firstTimeUnixNano } from "@genai-collector/pdata";

/**
 * Puts the contract of a settle processor in front of a sink, without its counters: says how far the acknowledgement
 * reaches, and hands on what ends in (after, to] and can no longer change.
 */
export function settling<S extends Signal>(sink: PipelineOutput<S>, settleMs: number): PipelineOutput<S> {
  const next = sink as Consumer<Payload>;
  return { pipeline: sink.pipeline, consume: (payload, context) => settle(payload, context, settleMs, next) };
}

async function settle(
  payload: Payload,
  context: BatchContext,
  settleMs: number,
  next: Consumer<Payload>,
): Promise<void> {
  const { coverage, unsettled } = context;
  if (coverage === undefined || unsettled === undefined) return next.consume(payload, context);
  const settled = floorTo(Math.min(coverage.to, coverage.observedAt - settleMs), coverage.bucketMs ?? 1);
  const to = Math.max(unsettled.after, settled);
  unsettled.settledUpTo(to);
  const passing = payload.filter((range) => {
    const end = endOf(payload.signal, range.bytes);
    return end !== undefined && end > unsettled.after && end <= to;
  });
  if (passing.items === 0) return; // nothing travels empty beyond this point; the frontier moves all the same
  return next.consume(passing, {
    ...context,
    coverage: { ...coverage, from: unsettled.after, to },
    unsettled: undefined,
  });
}

/** A range holds one bucket, so its first point tells the bucket's end. */
function endOf(signal: Signal, range: Uint8Array): number | undefined {
  const nanos = firstTimeUnixNano(signal, range);
  return nanos === undefined ? undefined : Number(nanos / 1_000_000n);
}

function floorTo(instant: number, step: number): number {
  return Math.floor(instant / step) * step;
}
