import type { SimulatorResponse } from "../http.ts";
import type { LangSmithFaultKind } from "./langsmith-faults.ts";
import type { Projects } from "./projects.ts";
import type { RecordOptions } from "./run-record.ts";
import type { Traffic } from "./traffic.ts";

/** The releases that are simulated: what was observed, and the first with the v2 API and costs as texts. */
export type LangSmithVersion = "0.13.5" | "0.16.5";

/** What every endpoint answers from. */
export interface PlatformState extends RecordOptions {
  readonly version: LangSmithVersion;
  readonly traffic: Traffic;
  readonly projects: Projects;
  /** Names that `select` does not take, though the release's list has them. */
  readonly refusedSelects: readonly string[];
  readonly cursorTtlMs: number;
}

/** One request that may be answered. */
export interface Asked {
  readonly url: URL;
  readonly body: string;
  /** Whether its headers say that the body is JSON. */
  readonly isJson: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Index of the workspace whose projects are seen. */
  readonly workspace: number;
  readonly fault: LangSmithFaultKind | undefined;
}

/** Answers one kind of request; throws an `ApiError` for one that it refuses. */
export type Endpoint = (state: PlatformState, asked: Asked) => SimulatorResponse;
