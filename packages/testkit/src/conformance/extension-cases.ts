import assert from "node:assert/strict";
import type { Component, ExtensionSpec, Factory, Instruments, Provided } from "@genai-collector/component";
import { decodeConfig } from "../decode-config.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { declarationCases } from "./declaration-cases.ts";
import { lifecycleCases } from "./lifecycle-cases.ts";
import { patienceMs, type Stage } from "./stage.ts";

export interface ExtensionConformance extends ConformanceOptions {
  /** Uses what it provides, between start and shutdown. */
  readonly exercise?: (provided: readonly Provided[], stage: Pick<Stage, "world" | "runtime">) => Promise<void>;
}

type Extension = Factory<"extension", ExtensionSpec<never, Instruments>>;

/** Everything that an extension promises. */
export function extensionCases(factory: Extension, options: ExtensionConformance): ConformanceCase[] {
  const made = new WeakMap<object, Created>();
  const create = (stage: Stage): Created => {
    const config = decodeConfig<never>(factory.config, options.config ?? {}, factory.type);
    return factory.create(stage.settings(factory.type, factory.instruments), config);
  };
  const createSubject = (stage: Stage): Partial<Component> & { readonly consumers: {} } => {
    const extension = create(stage);
    const subject = {
      consumers: {},
      start: async (host: Parameters<Component["start"]>[0]) => extension.start?.(host),
      shutdown: async (signal: AbortSignal) => extension.shutdown?.(signal),
    };
    made.set(subject, extension);
    return subject;
  };
  return [
    ...declarationCases(factory, options),
    // What it provides may depend on its configuration: then it declares all that it may.
    onStage("provides something of what it declares, and nothing else", options, async (stage) => {
      const extension = create(stage);
      const provided: readonly Provided[] = extension.provided ?? [];
      const declared = (factory.provides ?? []).map((capability) => capability.key);
      for (const { key } of provided) assert.ok(declared.includes(key), `${key} is provided and not declared`);
      assert.equal(provided.length > 0, declared.length > 0, `of ${declared.join(", ")}, nothing is provided`);
      for (const { key, implementation } of provided)
        assert.ok(implementation !== undefined && implementation !== null, `${key} has no implementation`);
      await stage.shutdown(extension);
    }),
    ...lifecycleCases(options, createSubject, async (stage, subject) => {
      const { provided = [] } = made.get(subject)!;
      if (options.exercise === undefined) await stage.world.advance(60_000);
      else await stage.world.until(options.exercise(provided, stage), patienceMs);
    }),
  ];
}

type Created = ReturnType<Extension["create"]>;
