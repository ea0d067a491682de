import {
  isCollectorError,
  type ComponentId,
  type DeadLetter,
  type Logger,
  type PipelineId,
} from "@genai-collector/component";
import type { Configuration } from "@genai-collector/confmap";
import type { LetterReplay, ReplayLetter } from "@genai-collector/extension-dead-letter/replay";
import { createService, errorMessage } from "@genai-collector/service";
import { serviceOptions, type CollectorWorld } from "../run-collector.ts";
import { choosePipeline } from "./choose-pipeline.ts";
import { ReplayDesk } from "./replay-desk.ts";
import { replayGraph } from "./replay-graph.ts";
import { replayLetter, type LetterOutcome } from "./replay-letter.ts";
import type { ExporterSummary, ReplaySummary } from "./replay-summary.ts";

export interface ExporterReplayOptions {
  readonly configuration: Configuration;
  readonly exporter: ComponentId;
  readonly pipelines: ReadonlySet<PipelineId>;
  readonly summary: ReplaySummary;
  readonly logger: Logger;
  readonly world: CollectorWorld;
}

/** Sends the letters of one exporter again, one after the other, in a service that does nothing else. */
export class ExporterReplay {
  readonly #options: ExporterReplayOptions;
  readonly #summary: ExporterSummary;
  readonly #desk = new ReplayDesk();
  /** The sink is not there, or the replay is to end: what comes next stays. */
  #isOver = false;

  constructor(options: ExporterReplayOptions) {
    this.#options = options;
    this.#summary = options.summary.of(options.exporter);
  }

  /** Rejects where the service cannot be built or started, or a letter's fate cannot be written down. */
  async run(replay: LetterReplay, signal: AbortSignal): Promise<void> {
    const { configuration, exporter, pipelines, logger, world } = this.#options;
    const graph = replayGraph(configuration, exporter, pipelines, this.#desk);
    const service = await createService(serviceOptions(graph, world, logger));
    await service.start();
    const end = new AbortController();
    const stop = (): void => end.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    void service.fatal.then(() => end.abort());
    try {
      for await (const letter of replay.letters()) {
        if (letter.found !== "letter" || letter.head.exporter !== exporter) continue;
        await this.#take(letter, end.signal);
      }
    } finally {
      signal.removeEventListener("abort", stop);
      await service.shutdown();
    }
  }

  async #take(letter: ReplayLetter, signal: AbortSignal): Promise<void> {
    const pipeline = choosePipeline(this.#options.configuration, letter.head);
    if (pipeline === undefined) return; // the survey has said so
    if (signal.aborted || this.#isOver) {
      this.#stays(letter.head.items, "not sent: the replay ended before");
      return;
    }
    const outcome = await replayLetter(letter, pipeline.id, this.#desk, signal);
    await this.#writeDown(letter, outcome).catch((cause: unknown) => {
      const message = `cannot write down what became of a letter, which may be sent twice: ${errorMessage(cause)}`;
      throw new Error(message, { cause });
    });
    this.#count(letter, outcome);
    const { error } = outcome;
    const isGone = isCollectorError(error) && (error.kind === "retryable" || error.kind === "refused");
    if (outcome.is !== "left" || !isGone) return;
    this.#isOver = true;
    this.#options.logger.warn({ err: error }, "The sink is not there: the other letters of this exporter stay");
  }

  /** On disk before the next letter is sent: after a crash, at most this one is sent twice. */
  async #writeDown({ file, id, head, payload }: ReplayLetter, outcome: LetterOutcome): Promise<void> {
    const attempts = head.attempts + 1;
    switch (outcome.is) {
      case "taken":
        return file.taken(id);
      case "left":
        return file.tried(id, attempts);
      case "partly":
        return file.replaced(id, { ...restOf(head, outcome), payload: outcome.rest ?? payload }, attempts);
      case "unsent":
        return undefined;
    }
  }

  #count({ head }: ReplayLetter, outcome: LetterOutcome): void {
    const summary = this.#summary;
    summary.sentItems += outcome.sentItems;
    summary.droppedItems += outcome.droppedItems;
    summary.lostItems += outcome.lostItems;
    if (outcome.is === "taken") {
      summary.taken.letters++;
      summary.taken.items += head.items;
      return;
    }
    const { error } = outcome;
    const reason = isCollectorError(error) ? error.code : error === undefined ? "malformed" : errorMessage(error);
    this.#stays(outcome.rest?.items ?? head.items, reason);
  }

  #stays(items: number, reason: string): void {
    this.#summary.left.letters++;
    this.#summary.left.items += items;
    this.#summary.add(reason, items);
  }
}

/** Why it stays now; who it was for and what it is part of does not change. */
function restOf(
  { exporter, pipelines, coverage, at, reason, code, kind, status }: ReplayLetter["head"],
  { error }: LetterOutcome,
): Omit<DeadLetter, "payload"> {
  const then = { exporter, pipelines, coverage, at };
  if (!isCollectorError(error)) return { ...then, reason, code, kind, status };
  return { ...then, reason: error.rejected[0]?.reason ?? reason, code: error.code, kind: error.kind, status };
}
