import type { FaultRates } from "../faults.ts";
import type { ExportBounds } from "./exports/export-rows.ts";
import type { Model } from "./models.ts";
import type { PortkeyFaultKind } from "./portkey-faults.ts";
import type { BudgetLimit } from "./request-budget.ts";

export interface PortkeyOptions {
  readonly seed: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** What the answers' `Date` is ahead of `now`. Negative: the platform's clock is behind. */
  readonly clockAheadMs?: number | undefined;
  /** The key that requests must carry. */
  readonly apiKey?: string | undefined;
  /** Slugs, each with the ids of its API keys. The key reads them all, unless `visibleWorkspaces` says which. */
  readonly workspaces?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly visibleWorkspaces?: readonly string[] | undefined;
  /**
   * With an organisation's key, `workspace_slug` chooses what analytics sum, and without it that is the first
   * workspace. A workspace's key ignores it. Default `workspace`.
   */
  readonly keyOf?: "workspace" | "organisation" | undefined;
  /** UUIDs of workspaces, by slug. The others have one that follows from the slug. */
  readonly workspaceIds?: Readonly<Record<string, string>> | undefined;
  readonly models?: readonly Model[] | undefined;
  readonly requestsPerMinute?: number | undefined;
  /** The latest that a request shows after it was made: when a bucket has settled. Default 185 s, as measured. */
  readonly maxIngestionMs?: number | undefined;
  readonly faultRates?: FaultRates<PortkeyFaultKind> | undefined;
  /** Told of each fault as it befalls a request to a path, so that a test need not guess why an answer was odd. */
  readonly faulted?: ((kind: PortkeyFaultKind, path: string) => void) | undefined;
  /** More requests to the API are answered with 429 and how long to wait. Default: none is, as nobody knows the limit. */
  readonly requestBudget?: BudgetLimit | undefined;
  /** How long a slow answer takes. Default 20 s. */
  readonly slowMs?: number | undefined;
  /**
   * What the bounds of a request cut: single requests, so that a bucket at the edge is answered in part, or whole
   * buckets. The vendor does not say. Default `record`, which is the harder one.
   */
  readonly edge?: "record" | "bucket" | undefined;
  readonly exports?: ExportOptions | undefined;
}

/** How log exports behave. */
export interface ExportOptions {
  /** Where the signed links lead. Default `https://objects.example.net`; a function where it is known only later. */
  readonly origin?: string | (() => string) | undefined;
  /** Default 6 h. */
  readonly linkValidMs?: number | undefined;
  /** How long an object is there; the vendor does not say. Default 7 days. */
  readonly retentionMs?: number | undefined;
  /** How long a started job is queued. Default 3 s. */
  readonly queueMs?: number | undefined;
  /** Default: from 12 s to 24 s, so that a full page takes 10 to 20 minutes. */
  readonly msPerThousandRows?: number | undefined;
  /** Larger pages are cut to it without a word. Default 50,000. */
  readonly largestPage?: number | undefined;
  /** Jobs that may be created within a minute before they fail. Default 150. */
  readonly burst?: number | undefined;
  /** Which boundary records a window has; the vendor does not say. Default `half-open`. */
  readonly bounds?: ExportBounds | undefined;
  /**
   * Whether records hold content that nobody asked for, beside metadata and the gateway's headers, which they always
   * do. Default `always`, which is the harder one.
   */
  readonly content?: "always" | "asked" | undefined;
}
