import { describe, expect, it } from "vitest";
import { hour, minute, RunsScene, start, type RunsSceneOptions } from "./runs-scene.ts";
import { projectId, run, ScriptedRuns } from "./scripted-runs.ts";

const settled = start - 10 * minute;
const projectOf = (n: number): string => `00000000-0000-4000-8000-0000000001${String(n).padStart(2, "0")}`;
const projects = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, n) => ({ id: projectOf(n), name: `secret customer ${n}`, extra: {} }));

function scripted(options: RunsSceneOptions = {}): { readonly scene: RunsScene; readonly vendor: ScriptedRuns } {
  const scene = new RunsScene({ ...options, runs: { late_lookback: "0", ...options.runs } });
  return { scene, vendor: new ScriptedRuns(scene.world) };
}

const scopes = (vendor: ScriptedRuns): readonly unknown[] => vendor.queries.map(({ body }) => body["session"]);

describe("runs scope", () => {
  it("68: session_ids=a,b: scope [a,b], zero /sessions calls", async () => {
    const { scene, vendor } = scripted({ runs: { session_filter: "", session_ids: [projectOf(1), projectOf(0)] } });
    await scene.start();
    await scene.advance(30 * minute);
    expect(vendor.lists).toEqual([]);
    expect(scopes(vendor)[0]).toEqual([projectOf(1), projectOf(0)]);
  });

  it("69: filter, 3 projects: 3 ids; a second call within the TTL: no request", async () => {
    const { scene, vendor } = scripted();
    vendor.projects = projects(3);
    await scene.start();
    await scene.advance(4 * minute);
    expect(scopes(vendor).length).toBeGreaterThan(2);
    for (const scope of scopes(vendor)) expect(scope).toEqual([projectOf(0), projectOf(1), projectOf(2)]);
    // One list: its page, and the one that says that there are no more.
    expect(vendor.lists).toHaveLength(2);
    expect(vendor.lists[0]!.url.searchParams.get("filter")).toBe('neq(name, "__none__")');
    await scene.advance(4 * minute);
    expect(vendor.lists).toHaveLength(4);
  });

  it("the projects are looked up again before a window that ends after the last list: a project may have begun in it", async () => {
    const { scene, vendor } = scripted({ runs: { settle: "1s", session_refresh: "1h" } });
    vendor.projects = projects(1);
    await scene.start();
    await scene.advance(5 * minute);
    vendor.projects = projects(2);
    vendor.runs = [run(1, scene.world.now + 1_000, { session_id: projectOf(1) })];
    await scene.advance(3 * minute);
    expect(scene.sink.records).toHaveLength(1);
  });

  it("70: filter, 5 projects, max_sessions=2: 2 ids, and the truncation is counted once a list", async () => {
    const { scene, vendor } = scripted({ runs: { max_sessions: 2 } });
    vendor.projects = projects(5);
    await scene.start();
    await scene.advance(5_000);
    expect(scopes(vendor)[0]).toHaveLength(2);
    expect(scene.count("projects_truncated{loop=runs}")).toBe(1);
  });

  it("as many projects as max_sessions are no truncation", async () => {
    const { scene, vendor } = scripted({ runs: { max_sessions: 5 } });
    vendor.projects = projects(5);
    await scene.start();
    await scene.advance(5_000);
    expect(scopes(vendor)[0]).toHaveLength(5);
    expect(scene.count("projects_truncated{loop=runs}")).toBe(0);
  });

  it("more projects than one query takes are asked for in several, in one window: no run is left out", async () => {
    const { scene, vendor } = scripted({ runs: { sessions_per_query: 2 } });
    vendor.projects = projects(5);
    vendor.runs = Array.from({ length: 10 }, (_, n) =>
      run(n, settled - hour / 2 + n, { session_id: projectOf(n % 5) }),
    );
    await scene.start();
    await scene.advance(5_000);
    expect(scopes(vendor)).toEqual([[projectOf(0), projectOf(1)], [projectOf(2), projectOf(3)], [projectOf(4)]]);
    expect(scene.sink.records).toHaveLength(10);
    expect((await scene.frontier())!.time).toBe(settled);
  });

  it("71: filter matches none: an error, and no query with an empty scope", async () => {
    const { scene, vendor } = scripted();
    vendor.projects = [];
    await scene.start();
    await scene.advance(5 * minute);
    expect(vendor.queries).toEqual([]);
    expect(scene.count("poll_failures{kind=retryable,loop=runs}")).toBeGreaterThan(2);
    vendor.projects = projects(1);
    await scene.advance(2 * minute);
    expect(scopes(vendor)[0]).toEqual([projectOf(0)]);
  });

  it("72: TTL expires while draining: no re-discovery until the window completes, in another process, too", async () => {
    const { scene, vendor } = scripted({
      runs: { session_refresh: "0", page_size: 1 },
      config: { rate_limit: { requests_per_second: 0.5, burst: 3 } },
    });
    vendor.projects = projects(2);
    vendor.runs = Array.from({ length: 100 }, (_, n) =>
      run(n, settled - hour / 2 + n * 1_000, { session_id: projectOf(0) }),
    );
    const { runtime } = await scene.start();
    await scene.advance(90_000);
    const drained = vendor.queries.length;
    expect(drained).toBeGreaterThan(20);
    expect(vendor.lists).toHaveLength(2);
    runtime.kill();
    vendor.projects = projects(3);
    await scene.start();
    await scene.advance(90_000);
    const { end_time } = vendor.queries[0]!.body;
    for (const { body } of vendor.queries.filter((query) => query.body["end_time"] === end_time))
      expect(body["session"]).toEqual([projectOf(0), projectOf(1)]);
    expect(vendor.lists).toHaveLength(2);
  });

  it("73: a project without an id, or with one that is none, is left out", async () => {
    const { scene, vendor } = scripted();
    vendor.projects = [{ id: "", name: "a" }, { name: "b" }, { id: "x y" }, ...projects(1)];
    await scene.start();
    await scene.advance(5_000);
    expect(scopes(vendor)[0]).toEqual([projectOf(0)]);
  });

  it("74: discovery reads ids alone: names are nowhere", async () => {
    const { scene, vendor } = scripted();
    vendor.projects = projects(3);
    await scene.start();
    await scene.advance(20 * minute);
    const told = JSON.stringify([
      scene.recorded.logs,
      scene.recorded.statuses,
      scene.store.saved,
      [...scene.recorded.counts],
    ]);
    expect(told).not.toContain("secret customer");
  });

  it("a project that is gone in the middle of a window does not hold it up", async () => {
    const { scene, vendor } = scripted({ runs: { sessions_per_query: 1, page_size: 2 } });
    vendor.projects = projects(2);
    vendor.runs = Array.from({ length: 6 }, (_, n) => run(n, settled - hour / 2 + n, { session_id: projectOf(1) }));
    vendor.instead = ({ path, body }) => {
      if (path !== "v1/runs/query" || !(body["session"] as readonly string[]).includes(projectOf(0))) return undefined;
      vendor.projects = projects(2).slice(1);
      return 404;
    };
    await scene.start();
    await scene.advance(5_000);
    expect(scene.sink.records).toHaveLength(6);
    expect(scene.count("cursor_resets{reason=project_gone}")).toBe(1);
    expect((await scene.frontier())!.time).toBe(settled);
  });

  it("404 for projects that are there, or are named, is told as it is", async () => {
    const { scene, vendor } = scripted({ runs: { session_filter: "", session_ids: [projectId] } });
    vendor.instead = () => 404;
    await scene.start();
    await scene.advance(5_000);
    expect(scene.count("poll_failures{kind=misconfigured,loop=runs}")).toBe(1);
  });
});
