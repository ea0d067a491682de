import { langSmithFaultKinds, type FaultRates, type LangSmithFaultKind } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { SimulatedLangsmith } from "./simulated-langsmith.ts";

// A simulated platform, whose answers are statistics over a stream of runs, against what reached the sink: each value
// must be the truth as the platform knew it when it was asked.

const minute = 60_000;
const bothLoops = { sessions: {}, usage: { cadence: "2m" } };

describe("against a simulated platform", () => {
  it.each(["0.13.5", "0.16.5"] as const)(
    "%s: every poll has every true value of its moment, and nothing else",
    async (version) => {
      const langsmith = new SimulatedLangsmith({ version, runsPerMinute: 60 });
      await langsmith.start(bothLoops);
      await langsmith.world.advance(20 * minute);
      const { polls } = langsmith;
      expect([polls.length, polls.flatMap((poll) => poll.points).length]).toEqual([
        expect.any(Number),
        expect.any(Number),
      ]);
      expect(polls.filter(({ loop }) => loop === "sessions").length).toBeGreaterThan(17);
      expect(polls.filter(({ loop }) => loop === "usage").length).toBeGreaterThan(8);
      for (const poll of polls) {
        expect([poll.observedAt, langsmith.wrong(poll), langsmith.missing(poll)]).toEqual([poll.observedAt, [], []]);
        expect(poll.points.length).toBeGreaterThan(20);
      }
      expect(await langsmith.leaked()).toEqual([]);
    },
  );

  it("retention tiers are the projects'", async () => {
    const langsmith = new SimulatedLangsmith();
    const run = await langsmith.start({ usage: {} });
    await langsmith.world.advance(minute);
    const now = langsmith.world.now;
    const truth = langsmith.simulator.truth({ from: now - minute, to: now, seenAt: now }).usage();
    const tiers = (all: readonly { readonly labels: Readonly<Record<string, string>> }[]) =>
      new Map(all.map(({ labels }) => [labels["session"], labels["retention_tier"]]));
    expect(tiers(run.points)).toEqual(tiers(truth));
    expect(new Set(tiers(run.points).values())).toContain("unknown");
  });

  it("by name: names that two projects have, and those that are none, are ids; all values stay", async () => {
    const langsmith = new SimulatedLangsmith({ experimentEveryMs: 0 });
    const { simulator, world } = langsmith;
    const [first, second] = simulator.projectsAt(world.now);
    for (const { id } of [first!, second!]) simulator.renameProject(id, world.now, "twin");
    const run = await langsmith.start({ usage: { session_label_value: "name", emit_span_counts: false } });
    await world.advance(minute);
    const labels = run.points.map(({ labels: { session } }) => session!);
    const projects = simulator.projectsAt(world.now);
    const expected = projects.map(({ id, name }) => (name === "" || name === "twin" ? id : name));
    expect(labels.toSorted()).toEqual(expected.toSorted());
    expect(labels.filter((label) => projects.some(({ id }) => id === label)).length).toBe(3);
  });

  it("a filter chooses projects", async () => {
    const langsmith = new SimulatedLangsmith();
    const run = await langsmith.start({ sessions: { session_filter: 'eq(name, "checkout-bot")' } });
    await langsmith.world.advance(minute);
    expect(new Set(run.points.map(({ labels }) => labels["session"])).size).toBe(1);
  });

  it("an organisation's key reads the workspace that tenant_id names", async () => {
    const workspaces = { needsTenant: true, workspaceCount: 2 };
    const refused = new SimulatedLangsmith(workspaces);
    const without = await refused.start({ sessions: {} });
    await refused.world.advance(minute);
    expect([without.points.length, without.recorded.count("langsmith.auth_errors{loop=sessions}")]).toEqual([0, 1]);
    const langsmith = new SimulatedLangsmith(workspaces);
    const answer = langsmith.simulator.handle({
      method: "GET",
      url: "/api/v1/workspaces",
      headers: { "x-api-key": "lsv2_sk_test", "user-agent": "test/1" },
    });
    const [{ id }] = JSON.parse(answer.body) as readonly [{ readonly id: string }];
    const run = await langsmith.start({ sessions: {} }, { tenant_id: id });
    await langsmith.world.advance(minute);
    expect(run.points.length).toBeGreaterThan(0);
  });

  it("of many projects the most active are kept, and every value is true (W8)", async () => {
    const langsmith = new SimulatedLangsmith({ projects: 60, runsPerMinute: 6 });
    const run = await langsmith.start({ sessions: { max_sessions: 10, page_limit: 4 } });
    await langsmith.world.advance(3 * minute);
    expect(run.recorded.count("langsmith.projects_truncated{loop=sessions}")).toBe(3);
    const last = langsmith.polls.at(-1)!;
    const runs = last.points.filter(({ name }) => name === "langsmith_runs");
    expect([runs.length, runs.every(({ value }) => value > 0), langsmith.wrong(last, 1)]).toEqual([10, true, []]);
  });
});

/** What a fault may make true in another way: a tier that nobody knows, a clock that is off. */
const lateMs = (kind: LangSmithFaultKind): number => (kind.startsWith("clock_") ? 900_000 : 0);

describe("a fault for a while", () => {
  it.each(langSmithFaultKinds)(
    "%s: every value that arrives is true, no content leaves, and it goes on afterwards",
    async (kind) => {
      const langsmith = new SimulatedLangsmith();
      const { now } = langsmith.world;
      langsmith.simulator.script({ kind, from: now + 3 * minute, to: now + 8 * minute });
      const run = await langsmith.start(bothLoops);
      await langsmith.world.advance((kind === "throttled_long" ? 70 : 26) * minute);
      for (const poll of langsmith.polls)
        expect([poll.loop, poll.observedAt, langsmith.wrong(poll, lateMs(kind))]).toEqual([
          poll.loop,
          poll.observedAt,
          [],
        ]);
      expect(await langsmith.leaked()).toEqual([]);
      for (const loop of ["sessions", "usage"]) {
        const last = langsmith.polls.findLast((poll) => poll.loop === loop)!;
        expect([loop, langsmith.world.now - last.observedAt < 4 * minute]).toEqual([loop, true]);
        expect(langsmith.missing(last)).toEqual([]);
      }
      const stamps = run.points.map(({ name, labels, at }) => JSON.stringify([name, labels, at]));
      expect(new Set(stamps).size).toBe(stamps.length);
    },
  );
});

describe("faults of every kind", () => {
  it.each([1, 2, 3])(
    "all the time, and deaths (seed %i): nothing wrong, nothing twice, no content anywhere",
    async (seed) => {
      const kinds = langSmithFaultKinds.filter((kind) => !/^(clock_|hang|too_large|huge_field)/.test(kind));
      const faultRates: FaultRates<LangSmithFaultKind> = Object.fromEntries(kinds.map((kind) => [kind, 0.004]));
      const langsmith = new SimulatedLangsmith({ seed, faultRates });
      const run = await langsmith.start(bothLoops);
      for (let death = 0; death < 3; death++) {
        await langsmith.world.advance(15 * minute);
        run.runtime.crashAt = run.runtime.calls + 1 + run.world.random.below(20);
        await langsmith.world.advance(5 * minute);
        await run.restart();
      }
      await langsmith.world.advance(20 * minute);
      await run.stop();
      expect(langsmith.polls.length).toBeGreaterThan(30);
      for (const poll of langsmith.polls)
        expect([poll.observedAt, langsmith.wrong(poll)]).toEqual([poll.observedAt, []]);
      expect(await langsmith.leaked()).toEqual([]);
      expect([...run.recorded.counts.keys()].some((key) => key.includes("poll_failures"))).toBe(true);
    },
  );
});
