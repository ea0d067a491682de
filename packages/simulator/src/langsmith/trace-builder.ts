import { hash01 } from "../hash.ts";
import { runId, uuidOf } from "./identity.ts";
import { embeddingModel, models, weighted, type Model } from "./model.ts";
import { added } from "./money.ts";
import type { Project } from "./project.ts";
import { nothingUsed, type Outcome, type RunType, type SimulatedRun, type SimulatedTrace } from "./simulated-run.ts";

/** What sets one trace apart. */
export interface TraceSeed {
  readonly seed: number;
  /** Minutes since 1970 UTC in which it begins, and which of that minute it is. */
  readonly minute: number;
  readonly number: number;
  readonly project: Project;
  /** Whether it is an agent that works for minutes. */
  readonly isLong: boolean;
  /** The latest that a run shows after its start or end, and what the clocks of clients are off at most. */
  readonly latestIngestionMs: number;
  readonly clientSkewMs: number;
  /** When all of it shows, where a script says so. */
  readonly visibleAt?: number | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Writable<Omit<SimulatedRun, "children">> & { readonly children: Draft[] };

/** A short trace begins no run later than this after its root, a long one no later than that: what a reader scans back. */
export const spreadMs = { short: 45_000, long: 24 * 60_000 } as const;

/** Most runs show within this. */
const usualIngestionMs = 8_000;
const lateShare = 0.01;
const skewedShare = 0.02;

/** Makes the runs of one trace, step by step in the order in which they happen. */
export class TraceBuilder {
  readonly #of: TraceSeed;
  readonly #trace: Writable<Omit<SimulatedTrace, "runs">> & { readonly runs: Draft[] };
  readonly #model: Model;
  /** Where the trace's story has come to. */
  #micros: number;
  #draws = 0;

  constructor(of: TraceSeed) {
    this.#of = of;
    this.#micros = of.minute * 60_000_000 + Math.floor(this.#draw() * 60_000_000);
    this.#model = weighted(models, this.#draw())!;
    this.#trace = {
      project: of.project,
      runs: [],
      threadId: this.#draw() < 0.3 ? uuidOf(of.seed, 0x7d, of.minute, of.number % 5) : undefined,
      revisedAt: undefined,
      hasLateCosts: false,
      scores: {},
    };
  }

  build(): SimulatedTrace {
    const kind = this.#draw();
    if (this.#of.isLong) this.#agent(5 + Math.floor(this.#draw() * 45), spreadMs.long, 40_000);
    else if (kind < 0.3) this.#call(undefined, 0);
    else if (kind < 0.7) this.#retrieval();
    else this.#agent(1 + Math.floor(this.#draw() * 6), spreadMs.short, 2_500);
    this.#abandon();
    this.#ingest();
    this.#revise();
    return this.#trace;
  }

  /** A question that is answered from documents. */
  #retrieval(): void {
    const root = this.#open("chain", "answer_question", undefined);
    const retriever = this.#open("retriever", "vector_search", root);
    const embedding = this.#open("embedding", "embed_query", retriever, embeddingModel);
    embedding.promptTokens = 8 + Math.floor(this.#draw() * 120);
    this.#close(embedding, 60 + this.#draw() * 80);
    this.#close(retriever, 20 + this.#draw() * 200);
    this.#close(this.#open("prompt", "fill_template", root), 1);
    const failed = this.#call(root, 1_200) === "error";
    if (!failed) this.#close(this.#open("parser", "parse_answer", root), 1);
    this.#close(root, 3, failed ? "error" : "success");
  }

  /** A model that calls tools, until it is done, fails, or its time is over. */
  #agent(steps: number, longestMs: number, toolMs: number): void {
    const root = this.#open("chain", "run_agent", undefined);
    const deadline = this.#micros + longestMs * 1_000;
    let outcome: Outcome = this.#draw() < 0.006 ? "interrupted" : "success";
    for (let step = 0; step < steps && outcome === "success" && this.#micros < deadline; step++) {
      outcome = this.#call(root, 400 + step * 300);
      if (outcome !== "success" || this.#micros >= deadline) break;
      const tool = this.#open("tool", ["search_web", "read_file", "run_query"][step % 3]!, root);
      this.#close(tool, toolMs * (0.05 + 2 * this.#draw() ** 2), this.#draw() < 0.03 ? "error" : "success");
    }
    this.#close(root, 5, outcome);
  }

  /** One call of the model; adds what it used to those above. */
  #call(parent: Draft | undefined, contextTokens: number): Outcome {
    const run = this.#open("llm", "chat_model", parent, this.#model);
    const failed = this.#draw() < 0.015;
    run.promptTokens = contextTokens + 40 + Math.floor(4_000 * this.#draw() ** 3);
    run.completionTokens = failed ? 0 : 5 + Math.floor(700 * this.#draw() ** 2);
    run.cacheReadTokens = this.#draw() < 0.4 ? Math.floor(run.promptTokens * 0.6) : 0;
    run.reasoningTokens = this.#draw() < 0.25 ? Math.floor(run.completionTokens * 0.5) : 0;
    const waitMs = this.#model.firstTokenMs * (0.6 + 1.5 * this.#draw() ** 3);
    if (this.#of.project.isStreaming && !failed) run.firstTokenMicros = this.#micros + Math.floor(waitMs * 1_000);
    const outcome = failed ? "error" : "success";
    this.#close(run, waitMs + run.completionTokens * this.#model.tokenMs, outcome);
    return outcome;
  }

  #open(runType: RunType, name: string, parent: Draft | undefined, model?: Model): Draft {
    const { seed, minute, number } = this.#of;
    const place = this.#trace.runs.length;
    const run: Draft = {
      id: runId(seed, { minute, trace: number, run: place }),
      trace: this.#trace,
      parent,
      children: [],
      number: place,
      runType,
      name,
      model,
      startMicros: this.#micros,
      ...nothingUsed,
      outcome: "success",
      ingestedAt: 0,
      finishedAt: undefined,
    };
    this.#trace.runs.push(run);
    parent?.children.push(run);
    this.#micros += 200 + Math.floor(this.#draw() * 2_000);
    return run;
  }

  #close(run: Draft, ms: number, outcome: Outcome = "success"): void {
    this.#micros += Math.floor(ms * 1_000);
    run.endMicros = this.#micros;
    run.outcome = outcome;
    if (run.model !== undefined) {
      run.promptNanoUsd = priced(run.promptTokens, run.model.promptNanoUsd);
      run.completionNanoUsd = priced(run.completionTokens, run.model.completionNanoUsd);
    }
    for (const child of run.children) addUp(run, child);
    if (run.parent === undefined && run.runType === "chain") run.firstTokenMicros = firstTokenOf(run.children);
  }

  /** Some programs die: their root and last run never end. */
  #abandon(): void {
    if (this.#draw() >= 0.002) return;
    for (const run of [this.#trace.runs[0]!, this.#trace.runs.at(-1)!]) run.endMicros = undefined;
  }

  #ingest(): void {
    const { latestIngestionMs, clientSkewMs, visibleAt } = this.#of;
    const usualMs = Math.min(usualIngestionMs, latestIngestionMs);
    const lateMs = this.#draw() < lateShare ? this.#draw() * (latestIngestionMs - usualMs) : 0;
    const skewMs = this.#draw() < skewedShare ? (2 * this.#draw() - 1) * clientSkewMs : 0;
    const shownAt = (micros: number): number =>
      visibleAt ?? Math.floor(micros / 1_000 + lateMs + skewMs + this.#draw() * usualMs);
    for (const run of this.#trace.runs) {
      run.ingestedAt = shownAt(run.startMicros);
      run.finishedAt = run.endMicros === undefined ? undefined : Math.max(run.ingestedAt, shownAt(run.endMicros));
    }
  }

  /** Feedback and late prices come after the end. */
  #revise(): void {
    const finishedAt = this.#trace.runs[0]!.finishedAt;
    const [isScored, delay, grounded, helpful] = [this.#draw(), this.#draw(), this.#draw(), this.#draw()];
    const hasLateCosts = this.#draw() < 0.01;
    if (finishedAt === undefined || (isScored >= 0.2 && !hasLateCosts)) return;
    this.#trace.revisedAt = finishedAt + Math.floor(10_000 + delay * 1_800_000);
    this.#trace.hasLateCosts = hasLateCosts;
    if (isScored >= 0.2) return;
    this.#trace.scores = { groundedness: Math.round(100 - 60 * grounded ** 2), helpful: helpful < 0.8 ? 100 : 0 };
  }

  #draw(): number {
    const { seed, minute, number } = this.#of;
    return hash01(seed, minute, number, this.#draws++);
  }
}

function priced(tokens: number, nanoUsd: number | undefined): number | undefined {
  return nanoUsd === undefined ? undefined : tokens * nanoUsd;
}

function addUp(run: Draft, child: SimulatedRun): void {
  run.promptTokens += child.promptTokens;
  run.completionTokens += child.completionTokens;
  run.cacheReadTokens += child.cacheReadTokens;
  run.reasoningTokens += child.reasoningTokens;
  run.promptNanoUsd = added(run.promptNanoUsd, child.promptNanoUsd);
  run.completionNanoUsd = added(run.completionNanoUsd, child.completionNanoUsd);
}

function firstTokenOf(runs: readonly SimulatedRun[]): number | undefined {
  return runs.find((run) => run.firstTokenMicros !== undefined)?.firstTokenMicros;
}
