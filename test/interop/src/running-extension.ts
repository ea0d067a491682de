import { systemRuntime } from "@genai-collector/collector";
import type { Component, ConfigSpec, Instruments, Provided, Settings } from "@genai-collector/component";
import { createHost, createSettings, decodeConfig } from "@genai-collector/testkit";

/** The part of an extension's factory that starts one. */
interface Startable<C> {
  readonly type: string;
  readonly config: ConfigSpec<C>;
  readonly instruments?: Instruments | undefined;
  create(settings: Settings<never>, config: C): Component & { readonly provided?: readonly Provided[] };
}

/** An extension that runs on the real runtime. */
export interface RunningExtension<T> {
  /** What it provides. */
  readonly provided: T;
  close(): Promise<void>;
}

/** Starts an extension as the service does. `raw`: as in YAML. */
export async function startExtension<T>(factory: object, raw: object): Promise<RunningExtension<T>> {
  const { type, config, instruments, create } = factory as Startable<unknown>;
  const settings = createSettings(type, systemRuntime, { instruments });
  const extension = create(settings as Settings<never>, decodeConfig(config, raw, type));
  await extension.start?.(createHost());
  return {
    provided: extension.provided![0]!.implementation as T,
    close: async () => extension.shutdown?.(AbortSignal.timeout(5_000)),
  };
}
