import type { PortkeyFaultKind } from "@genai-collector/simulator";
import { expect } from "vitest";
import { hour, LogsScene } from "./logs-scene.ts";
import { at, minute, start } from "./portkey-scene.ts";

/** Where a fault can strike: each call of an export's life. */
export const targets = ["#create", "#start", "#get", "#download", "objects"] as const;

/** What befalls any answer of the API. */
export const answerFaultKinds = [
  "unauthorized",
  "forbidden",
  "not_found",
  "throttled",
  "server_error",
  "slow",
  "cut",
  "not_json",
  "too_large",
  "missing_field",
  "null_field",
  "text_number",
  "huge_field",
  "renamed_field",
  "bad_request",
  "gone",
  "throttled_until",
  "redirected",
  "lost",
  "unacknowledged",
  "wrong_shape",
  "broken_json",
] as const satisfies readonly PortkeyFaultKind[];

/** What befalls links. */
export const linkFaultKinds = [
  "foreign_link",
  "plain_link",
  "metadata_link",
  "short_link",
] as const satisfies readonly PortkeyFaultKind[];

/** What befalls files on their host. */
export const objectFaultKinds = [
  "unauthorized",
  "forbidden",
  "not_found",
  "throttled",
  "server_error",
  "slow",
  "cut",
  "bad_request",
  "gone",
  "redirected",
  "lost",
  "expired_link",
  "range_ignored",
  "range_shifted",
  "range_unlabelled",
  "forced_gzip",
  "object_changed",
] as const satisfies readonly PortkeyFaultKind[];

/** Small pages and chunks, so that three hours pass every step of an export many times. */
const options = {
  platform: { requestsPerMinute: 4 },
  exports: { page_size: 60, chunk_max_records: 25, jobs_ahead: 1 },
  config: { rate_limit: { requests_per_second: 10, burst: 10 } },
};

/**
 * A fault for eight minutes, from the first request on. It destroys nothing: once it is over, every record arrives, each
 * once, no content anywhere, and what Portkey keeps is accounted for.
 */
export async function expectSurvival(kind: PortkeyFaultKind, target: (typeof targets)[number]): Promise<void> {
  const scene = new LogsScene(options);
  scene.simulator.script({ kind, from: start, to: start + 8 * minute, target });
  await scene.start();
  await scene.advance(2 * hour);
  expect(await scene.frontier()).toBeGreaterThan(start + 2 * hour - 30 * minute);
  await scene.expectTruth(at("08:37:20"));
  scene.expectNoContent();
  expect(scene.simulator.objectRequests.withCredential).toBe(0);
  // Jobs that Portkey has: of each it is told what became of it, or that nobody knows.
  const ends = ["read", "empty", "abandoned", "skipped", "doubtful"].reduce((sum, end) => sum + scene.jobs(end), 0);
  const underWay = 2;
  expect(scene.simulator.jobs.length).toBeLessThanOrEqual(ends + underWay);
}
