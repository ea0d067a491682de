import { describe, expect, it } from "vitest";
import type { Answer } from "@genai-collector/testkit";
import { attribute, hour, minute, RunsScene, start, type RunsSceneOptions } from "./runs-scene.ts";
import { run, ScriptedRuns } from "./scripted-runs.ts";

const settled = start - 10 * minute;

function scripted(options: RunsSceneOptions = {}): { readonly scene: RunsScene; readonly vendor: ScriptedRuns } {
  const scene = new RunsScene({ ...options, runs: { late_lookback: "0", ...options.runs } });
  const vendor = new ScriptedRuns(scene.world);
  vendor.runs = Array.from({ length: 8 }, (_, n) => run(n, settled - hour / 2 + n));
  return { scene, vendor };
}

const ids = (scene: RunsScene): readonly unknown[] => scene.sink.records.map((record) => attribute(record, "id"));
const marker = "MARK of a prompt";
const error = (status: number, headers = {}): Answer => ({
  status,
  headers,
  body: JSON.stringify({ detail: `${marker} https://x.example/?signature=MARK` }),
});
const failures = (scene: RunsScene, kind: string): number => scene.count(`poll_failures{kind=${kind},loop=runs}`);

/** What was told to anybody but the sink. */
function told(scene: RunsScene): string {
  return JSON.stringify([scene.recorded.logs, scene.recorded.statuses, scene.store.saved], (_, value: unknown) =>
    value instanceof Error ? [value.message, value.cause] : value,
  );
}

describe("answers to /runs/query", () => {
  it.each([
    [400, "misconfigured", undefined],
    [401, "misconfigured", "auth_errors"],
    [402, "misconfigured", undefined],
    [403, "misconfigured", "auth_errors"],
    [404, "misconfigured", undefined],
    [409, "misconfigured", undefined],
    [422, "misconfigured", undefined],
    [429, "retryable", "quota_exceeded"],
    [500, "retryable", undefined],
    [501, "misconfigured", undefined],
    [502, "retryable", undefined],
    [503, "retryable", undefined],
    [504, "retryable", undefined],
  ])(
    "38, 39: %i: %s, counter %s; nothing advances, and the same window comes when it is over",
    async (status, kind, counter) => {
      const { scene, vendor } = scripted();
      vendor.instead = ({ path }) => (path.endsWith("query") ? error(status) : undefined);
      await scene.start();
      await scene.advance(3 * minute);
      expect(failures(scene, kind)).toBeGreaterThan(0);
      expect((await scene.frontier())!.time).toBe(start - hour);
      for (const name of ["auth_errors", "quota_exceeded"])
        expect([name, scene.count(`${name}{loop=runs}`) > 0]).toEqual([name, name === counter]);
      // 40, overridden: an error's body may hold anything, and is told to nobody.
      expect(told(scene)).not.toContain("MARK");
      vendor.instead = () => undefined;
      await scene.advance(12 * minute);
      expect(ids(scene)).toHaveLength(8);
      expect(Math.min(...vendor.queries.map(({ body }) => Date.parse(String(body["start_time"]))))).toBe(start - hour);
    },
  );

  it.each([
    ["a page of HTML", "<html>MARK</html>"],
    ["nothing", ""],
    ["42: truncated JSON", '{"runs":[{"id":"MARK'],
    ["a list", '[{"id":"MARK"}]'],
    ["no runs", '{"data":"MARK"}'],
    ["runs that are no list", '{"runs":{"MARK":1}}'],
  ])("%s with 200: retryable, nothing emitted; the error mentions smaller pages", async (_, body) => {
    const { scene, vendor } = scripted();
    vendor.instead = ({ path }) => (path.endsWith("query") ? { body } : undefined);
    await scene.start();
    await scene.advance(2 * minute);
    expect(failures(scene, "retryable")).toBeGreaterThan(0);
    expect(scene.sink.payloads).toEqual([]);
    expect(told(scene)).toContain("smaller pages");
    expect(told(scene)).not.toContain("MARK");
  });

  it("41: discovery 429: quota; discovery 403: an error, and the auth signal", async () => {
    for (const [status, counter] of [
      [429, "quota_exceeded"],
      [403, "auth_errors"],
    ] as const) {
      const { scene, vendor } = scripted();
      vendor.instead = ({ path }) => (path.endsWith("sessions") ? error(status) : undefined);
      await scene.start();
      await scene.advance(2 * minute);
      expect(scene.count(`${counter}{loop=runs}`)).toBeGreaterThan(0);
      expect(vendor.queries).toEqual([]);
    }
  });

  it("429 with Retry-After: waits as long as was asked, and what was read before is delivered (W13)", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 2 } });
    vendor.instead = ({ path, at, body }) =>
      path.endsWith("query") && body["cursor"] === "after-4" && at < start + 10 * minute
        ? error(429, { "retry-after": "600" })
        : undefined;
    await scene.start();
    await scene.advance(9 * minute);
    expect(ids(scene)).toHaveLength(4);
    const asked = vendor.queries.length;
    expect(asked).toBeLessThan(6);
    await scene.advance(3 * minute);
    expect(ids(scene)).toHaveLength(8);
    expect(new Set(ids(scene)).size).toBe(8);
  });

  it.each(["https://elsewhere.example/api/v1/runs/query", "http://api.smith.langchain.com/api/v1/runs/query"])(
    "44: a redirect to %s: refused, the key is not sent",
    async (location) => {
      const { scene, vendor } = scripted();
      const strangers: unknown[] = [];
      scene.world.route(/elsewhere|^http:/, (request) => {
        strangers.push(request.headers);
        return {};
      });
      vendor.instead = ({ path }) => (path.endsWith("query") ? { status: 302, headers: { location } } : undefined);
      await scene.start();
      await scene.advance(2 * minute);
      expect(JSON.stringify(strangers)).not.toContain("lsv2_sk_test");
      expect(scene.sink.payloads).toEqual([]);
    },
  );

  it("43: the User-Agent is a product's", async () => {
    const { scene, vendor } = scripted();
    await scene.start();
    await scene.advance(5_000);
    for (const { headers } of vendor.asked) expect(headers["user-agent"]).toMatch(/^genai-collector/);
  });

  it("W18: a release that does not know a field (422) is asked for fewer; that is remembered, said, and tried again after an hour", async () => {
    const { scene, vendor } = scripted();
    vendor.instead = ({ body }) =>
      (body["select"] as readonly string[] | undefined)?.includes("prompt_token_details") === true
        ? error(422)
        : undefined;
    await scene.start();
    await scene.advance(5_000);
    expect(ids(scene)).toHaveLength(8);
    expect(vendor.queries.map(({ body }) => (body["select"] as readonly string[]).length)).toHaveLength(3);
    expect(scene.recorded.status("langsmith", "runs/select")?.state).toBe("recoverable_error");
    await scene.advance(30 * minute);
    const full = vendor.queries.filter(({ body }) =>
      (body["select"] as readonly string[]).includes("prompt_token_details"),
    );
    expect(full).toHaveLength(2);
    vendor.instead = () => undefined;
    await scene.advance(40 * minute);
    expect(vendor.queries.at(-1)!.body["select"]).toContain("prompt_token_details");
  });

  it("W18: what is refused for another reason is told as it is, after the smallest selection was refused, too", async () => {
    const { scene, vendor } = scripted();
    vendor.instead = ({ path }) => (path.endsWith("query") ? 422 : undefined);
    await scene.start();
    await scene.advance(5_000);
    expect(vendor.queries).toHaveLength(4);
    expect(vendor.queries.at(-1)!.body["select"]).toEqual(
      "end_time id parent_run_id run_type session_id start_time status trace_id".split(" "),
    );
    expect(failures(scene, "misconfigured")).toBe(1);
  });

  it("W6: pages over the body cap shrink to one run; one that alone is too large is passed over, counted, and the others come", async () => {
    const { scene, vendor } = scripted({
      config: { http: { max_response_body_size: "20KiB" } },
      runs: { page_size: 8 },
    });
    vendor.runs = vendor.runs.map((each, n) => ({
      ...each,
      inputs: n === 5 ? marker.padEnd(30_000) : marker.padEnd(4_000),
    }));
    await scene.start();
    await scene.advance(5_000);
    expect(ids(scene)).toHaveLength(7);
    expect(scene.skipped()).toEqual({ unreadable_run: 1 });
    expect(scene.count("shrunk_pages")).toBeGreaterThan(2);
    expect(vendor.queries.at(-1)!.body["limit"]).toBeGreaterThan(1);
    expect((await scene.frontier())!.time).toBe(settled);
  });

  it("W14: one bad value fails no page: it is left out and counted, the rest of the run comes", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = vendor.runs.map((each, n) =>
      n === 3 ? { ...each, total_cost: "MARK", total_tokens: { MARK: 1 } } : each,
    );
    await scene.start();
    await scene.advance(5_000);
    expect(ids(scene)).toHaveLength(8);
    expect(scene.count("unread_fields{field=total_cost,loop=runs,reason=misfit}")).toBe(1);
    expect(scene.count("unread_fields{field=total_tokens,loop=runs,reason=wrong_type}")).toBe(1);
    expect(told(scene)).not.toContain("MARK");
  });

  it("a run that is no object is passed over and counted, the others come", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [...vendor.runs.slice(0, 4), ["MARK"] as never, ...vendor.runs.slice(4)];
    const body = JSON.stringify({ runs: vendor.runs, cursors: { next: null } });
    vendor.instead = ({ path }) => (path.endsWith("query") && vendor.queries.length === 1 ? { body } : undefined);
    await scene.start();
    await scene.advance(5_000);
    expect(ids(scene)).toHaveLength(8);
    expect(scene.skipped()).toEqual({ unreadable_run: 1 });
    expect(scene.count("unread_records{loop=runs}")).toBe(1);
  });
});
