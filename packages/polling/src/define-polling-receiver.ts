import {
  defineReceiver,
  type ConfigSpec,
  type Factory,
  type Instruments,
  type ReceiverSpec,
  type Stability,
} from "@genai-collector/component";
import type { CapabilityState } from "./capability-state.ts";
import { checkLoops } from "./check-loops.ts";
import { loopTraits } from "./loop-traits.ts";
import type { Loop } from "./loop.ts";
import type { PollingConfig } from "./polling-config.ts";
import { pollingInstruments, type PollingRecorders } from "./polling-instruments.ts";
import { PollingReceiver } from "./polling-receiver.ts";
import { withBudgetCheck } from "./request-budget.ts";
import type { Source } from "./source.ts";

/** A receiver that is nothing but loops over one source: traits, lifecycle, lanes and metrics follow. */
export interface PollingReceiverSpec<C extends PollingConfig, I extends Instruments> {
  /** The type in the user's YAML. */
  readonly type: string;
  readonly aliases?: readonly string[];
  readonly stability: { readonly metrics?: Stability; readonly logs?: Stability };
  /** `map({ ...pollingConfig, … })` */
  readonly config: ConfigSpec<C>;
  /** What is counted beyond what every polling receiver counts; `io.instruments` records into it. */
  readonly instruments?: I;
  /** Every name that a loop may have: the closed list of the `loop` attribute. */
  readonly loopNames: readonly string[];
  /** Reasons that the loops give to `io.skip`. Those outside the list are counted as `other`. */
  readonly skipReasons?: readonly string[];
  /** Every name that loops give to `io.endpoint`: the closed list of the `endpoint` attribute. Others become `other`. */
  readonly endpoints?: readonly string[];
  /** What only this vendor's error says of an endpoint (a plan's limit). Undefined: what the status and the kind say. */
  readonly capabilityOf?: (error: unknown) => CapabilityState | undefined;
  source(config: NoInfer<C>): Source;
  /** From the configuration alone: it is asked for the traits too, before anything exists. */
  loops(config: NoInfer<C>): readonly Loop<NoInfer<I>>[];
}

/** Declares a polling receiver. Throws a `TypeError` where an instrument's name is taken by those of every receiver. */
export function definePollingReceiver<C extends PollingConfig, const I extends Instruments = {}>(
  spec: PollingReceiverSpec<C, I>,
): Factory<"receiver", ReceiverSpec<C, Instruments>> {
  const own = pollingInstruments(spec.loopNames, spec.skipReasons ?? [], spec.endpoints ?? []);
  const taken = Object.keys(spec.instruments ?? {}).filter((name) => name in own);
  if (taken.length > 0)
    throw new TypeError(`${spec.type}: every polling receiver has the instrument ${taken.join(", ")}`);
  const instruments: Instruments = { ...spec.instruments, ...own };
  // Each loop's `Io` offers what the author declared, which is part of what the receiver is given.
  const loopsOf = (config: C): readonly Loop[] => spec.loops(config);
  return defineReceiver<C, Instruments>({
    type: spec.type,
    ...(spec.aliases === undefined ? undefined : { aliases: spec.aliases }),
    stability: spec.stability,
    config: withBudgetCheck(spec.config, loopsOf),
    instruments,
    traits: (config) => ({ loops: loopsOf(config).map(loopTraits) }),
    create(settings, config, outputs) {
      const loops = loopsOf(config);
      const settleMs = Math.max(0, ...settings.paths.map((path) => path.settlesMs ?? 0));
      checkLoops(loops, spec.loopNames, settleMs);
      return new PollingReceiver({
        settings,
        settleMs,
        recorders: settings.instruments as unknown as PollingRecorders,
        config,
        source: spec.source(config),
        loops,
        skipReasons: spec.skipReasons ?? [],
        endpoints: spec.endpoints ?? [],
        capabilityOf: spec.capabilityOf,
        outputs,
      });
    },
  });
}
