import type { ComponentId, PipelineId } from "@genai-collector/component";
import type { Configuration } from "@genai-collector/confmap";
import type { LetterReplay } from "@genai-collector/extension-dead-letter/replay";
import { choosePipeline } from "./choose-pipeline.ts";
import type { ReplaySummary } from "./replay-summary.ts";

/** Which way letters will go. */
export interface Survey {
  /** Of each exporter that something is there for, the pipelines that lead to it. */
  readonly pipelines: ReadonlyMap<ComponentId, ReadonlySet<PipelineId>>;
  /** Of those, the ones without a guard. */
  readonly unguarded: ReadonlySet<PipelineId>;
}

/**
 * Reads all letters once, and adds to `summary` what is found, with the reasons of then where `withReasons`. Those that
 * nothing leads to their exporter any more stay.
 */
export async function surveyLetters(
  replay: LetterReplay,
  configuration: Configuration,
  exporter: ComponentId | undefined,
  summary: ReplaySummary,
  withReasons: boolean,
): Promise<Survey> {
  const pipelines = new Map<ComponentId, Set<PipelineId>>();
  const unguarded = new Set<PipelineId>();
  for await (const letter of replay.letters()) {
    if (letter.found !== "letter") {
      summary.cannotRead(letter.path);
      continue;
    }
    const { head } = letter;
    if (exporter !== undefined && head.exporter !== exporter) continue;
    const of = summary.of(head.exporter);
    of.found.letters++;
    of.found.items += head.items;
    if (withReasons) of.add(`${head.signal}, ${head.reason}`, head.items);
    const chosen = choosePipeline(configuration, head);
    if (chosen === undefined) {
      if (withReasons) continue;
      of.left.letters++;
      of.left.items += head.items;
      of.add("no_pipeline (none leads to the exporter)", head.items);
      continue;
    }
    pipelines.set(head.exporter, (pipelines.get(head.exporter) ?? new Set()).add(chosen.id));
    if (!chosen.isGuarded) unguarded.add(chosen.id);
  }
  return { pipelines, unguarded };
}
