import type { ComponentId, Provided } from "@genai-collector/component";
import type { VirtualRuntime } from "../virtual-runtime.ts";
import type { World } from "../world.ts";

/** What every suite takes. */
export interface ConformanceOptions {
  /** As in YAML; `{}` when absent. */
  readonly config?: object;
  /** Prepares the world of each case: routes to whatever the component talks to, files that it expects. */
  readonly prepare?: (world: World) => void;
  /** The extensions that it asks its host for, by ID. */
  readonly extensions?: (runtime: VirtualRuntime) => Readonly<Record<ComponentId, readonly Provided[]>>;
}
