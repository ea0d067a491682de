import type { Host, Logger, Timers } from "@genai-collector/component";
import type { Graph, GraphNode, Stage } from "../graph/graph-node.ts";
import { ShutdownClock, type ShutdownPhase } from "./shutdown-clock.ts";
import type { StopFailure } from "./shutdown-error.ts";
import { componentStartError } from "./start-error.ts";

/** What is started and stopped, and what it takes. */
export interface LifecycleParts {
  /** In the order in which they start. */
  readonly extensions: readonly GraphNode[];
  readonly graph: Graph;
  readonly host: Host;
  readonly timers: Timers;
  readonly logger: Logger;
}

/**
 * Starts extensions, then exporters, then processors and connectors against the flow of the data, then receivers; stops
 * in the opposite order. Everything is stopped, started or not: `shutdown` is safe without `start`, and creating may have
 * taken something that only `shutdown` gives back.
 */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  #isStarted = false;
  #isStopped = false;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  /** Rejects with the first failure, and returns early once `isInterrupted`: what had started is still to be stopped. */
  async start(isInterrupted: () => boolean): Promise<void> {
    const { extensions, graph, logger } = this.#parts;
    this.#isStarted = true;
    logger.info({}, "Starting extensions...");
    for (const node of extensions) {
      if (isInterrupted()) return;
      const about = { "otelcol.component.id": node.instance.id, "otelcol.component.kind": "extension" };
      logger.info(about, "Extension is starting...");
      await this.#startNode(node);
      logger.info(about, "Extension started.");
    }
    const stages = graph.stages.toReversed().flatMap(({ nodes }) => nodes.toReversed());
    for (const node of [...graph.exporters, ...stages, ...graph.receivers]) {
      if (isInterrupted()) return;
      await this.#startNode(node);
    }
  }

  /** Stops everything within `totalMs` (and a moment for what hangs). Resolves to what went wrong. */
  async stop(totalMs: number): Promise<readonly StopFailure[]> {
    const { extensions, graph, logger, timers } = this.#parts;
    const failures: StopFailure[] = [];
    const clock = new ShutdownClock(timers, totalMs);
    const stopNode = (node: GraphNode, phase: ShutdownPhase): Promise<void> => stopOne(node, phase, clock, failures);
    try {
      await Promise.all(graph.receivers.map((node) => stopNode(node, "receivers")));
      await stopStages(graph.stages, (node) => stopNode(node, "stages"));
      await Promise.all(graph.exporters.map((node) => stopNode(node, "exporters")));
      if (this.#isStarted) logger.info({}, "Stopping extensions...");
      for (const node of extensions.toReversed()) await stopNode(node, "extensions");
    } finally {
      this.#isStopped = true;
      clock.close();
    }
    return failures;
  }

  async #startNode({ instance, component, status }: GraphNode): Promise<void> {
    status.starting();
    try {
      await component.start?.(this.#parts.host);
    } catch (error) {
      status.failed(error);
      throw componentStartError(instance, error);
    }
    status.started();
    // It hung in `start` while everything else was stopped, itself included; what it opened since must not stay open.
    if (this.#isStopped) await component.shutdown?.(AbortSignal.abort());
  }
}

async function stopOne(
  { instance, component, status }: GraphNode,
  phase: ShutdownPhase,
  clock: ShutdownClock,
  failures: StopFailure[],
): Promise<void> {
  status.stopping();
  try {
    await clock.run(phase, async (signal) => component.shutdown?.(signal));
    status.stopped();
  } catch (error) {
    status.failed(error);
    failures.push({ instance, error });
  }
}

/** Each stage stops once those before it have, independent ones side by side: a slow one must not cost the others. */
async function stopStages(stages: readonly Stage[], stop: (node: GraphNode) => Promise<void>): Promise<void> {
  const stopped = new Map<Stage, Promise<void>>();
  for (const stage of stages) {
    // Only those that are on their way already: where connectors form a ring, the order of the stages breaks it.
    const before = stage.after.flatMap((other) => stopped.get(other) ?? []);
    stopped.set(
      stage,
      Promise.all(before).then(async () => {
        for (const node of stage.nodes) await stop(node);
      }),
    );
  }
  await Promise.all(stopped.values());
}
