import { describe, expect, it } from "vitest";
import { planted, plantedTexts, portkeyFaultKinds, type PortkeyFaultKind as FaultKind } from "../src/index.ts";
import { graphNames } from "../src/portkey/graph-answer.ts";
import { Asking, hour, minute, noon } from "./ask.ts";

const [from, to] = [noon - 30 * minute, noon - 10 * minute];

function scripted(kind: FaultKind, target?: string): Asking {
  const asking = new Asking({ slowMs: 7_000 });
  asking.simulator.script({ kind, from: noon, to: noon + minute, target });
  return asking;
}

const numbersOf = (point: Readonly<Record<string, unknown>>): number =>
  Object.values(point).filter((value) => typeof value === "number").length;

describe("who is told of faults", () => {
  it("hears of each that happens, scripted or by chance, and where; of answers without one nothing", () => {
    const told: string[] = [];
    const faulted = (kind: FaultKind, path: string): void => void told.push(`${kind} ${path}`);
    const asking = new Asking({ faulted });
    asking.graph("cost", from, to);
    asking.simulator.script({ kind: "slow", from: noon, to: noon + minute, target: "graphs/cost" });
    asking.graph("cost", from, to);
    asking.graph("tokens", from, to);
    new Asking({ faulted, faultRates: { cut: 1 } }).group("users", from, to);
    expect(told).toEqual(["slow /v1/analytics/graphs/cost", "cut /v1/analytics/groups/users"]);
  });
});

describe("scripted faults", () => {
  it.each([
    ["unauthorized", 401],
    ["forbidden", 403],
    ["not_found", 404],
    ["throttled", 429],
    ["server_error", 503],
  ] as const)("%s: %i for graphs and groups, and a body that must not be shown", (kind, status) => {
    for (const answer of [scripted(kind).graph("cost", from, to), scripted(kind).group("users", from, to)]) {
      expect(answer.status).toBe(status);
      expect(answer.headers["retry-after"]).toBe(status === 429 ? "5" : undefined);
      expect(answer.body).toContain(planted.secret);
    }
  });

  it("quota: 200 with the flag, where the platform has one", () => {
    const flagOf = (body: string): unknown => (JSON.parse(body) as { is_quota_exceeded?: unknown }).is_quota_exceeded;
    expect(flagOf(scripted("quota").graph("cost", from, to).body)).toBe(true);
    expect(flagOf(scripted("quota").group("workspace", from, to).body)).toBe(true);
    expect(flagOf(scripted("quota").group("ai-models", from, to).body)).toBeUndefined();
    expect(flagOf(new Asking().graph("cost", from, to).body)).toBe(false);
  });

  it("slow: the answer is right, and late; cut: its second half never comes", () => {
    const whole = new Asking().graph("cost", from, to);
    expect(scripted("slow").graph("cost", from, to)).toEqual({ ...whole, delayMs: 7_000 });
    expect(scripted("cut").graph("cost", from, to)).toEqual({ ...whole, cutAfter: Math.floor(whole.body.length / 2) });
  });

  it("throttled_until: 429 with the date of its own clock; broken_json: its last brace is missing", () => {
    const asking = new Asking({ clockAheadMs: 60_000 });
    asking.simulator.script({ kind: "throttled_until", from: noon, to: noon + 1 });
    const answer = asking.graph("cost", from, to);
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, "Tue, 03 Feb 2026 12:01:05 GMT"]);
    const whole = new Asking().graph("cost", from, to).body;
    expect(scripted("broken_json").graph("cost", from, to).body).toBe(whole.slice(0, -1));
  });

  it("a request budget: more than it are throttled, until there is room again", () => {
    const asking = new Asking({ requestBudget: { requests: 2, perMs: 10_000 } });
    const ask = (): readonly unknown[] => {
      const { status, headers } = asking.graph("cost", from, to);
      return [status, headers["retry-after"]];
    };
    expect([ask(), ask(), ask()]).toEqual([
      [200, undefined],
      [200, undefined],
      [429, "10"],
    ]);
    asking.now += 10_000;
    expect(ask()).toEqual([200, undefined]);
  });

  it("not_json: a page with 200; too_large: more than a MiB", () => {
    const page = scripted("not_json").graph("cost", from, to);
    expect([page.status, page.body]).toEqual([200, expect.stringMatching(/^<html>/)]);
    expect(scripted("too_large").graph("cost", from, to).body.length).toBeGreaterThan(1_048_576);
  });

  it("coarse: ten-minute buckets though a minute's was due", () => {
    const points = scripted("coarse").points("requests", from, to);
    const starts = points.map((point) => Date.parse(String(point["timestamp"])));
    expect(starts).toEqual([noon - 30 * minute, noon - 20 * minute]);
  });

  it.each(graphNames)("schema drift of %s: a number goes, is null, or is a text", (graph) => {
    const [whole] = new Asking().points(graph, from, to);
    const first = (kind: FaultKind): Readonly<Record<string, unknown>> => scripted(kind).points(graph, from, to)[0]!;
    expect(numbersOf(first("missing_field"))).toBe(numbersOf(whole!) - 1);
    expect(Object.keys(first("missing_field"))).toHaveLength(Object.keys(whole!).length - 1);
    expect(Object.values(first("null_field"))).toContain(null);
    const [field] = Object.entries(first("text_number")).find(
      ([name, value]) => typeof value === "string" && typeof whole![name] === "number",
    )!;
    expect(first("text_number")[field]).toBe(String(whole![field]));
  });

  it("happens in its stretch of time, to its target, and to nothing else", () => {
    const asking = scripted("not_found", "graphs/cost");
    expect(asking.graph("cost", from, to).status).toBe(404);
    expect(asking.graph("tokens", from, to).status).toBe(200);
    asking.now = noon - 1;
    expect(asking.graph("cost", from, to).status).toBe(200);
    asking.now = noon + minute;
    expect(asking.graph("cost", from, to).status).toBe(200);
  });

  it("the first of several that match wins", () => {
    const asking = scripted("throttled");
    asking.simulator.script({ kind: "server_error", from: noon, to: noon + hour });
    expect(asking.graph("cost", from, to).status).toBe(429);
    asking.now = noon + minute;
    expect(asking.graph("cost", from, to).status).toBe(503);
  });
});

describe("faults by chance", () => {
  it("come as often as they should, each kind by itself", () => {
    const asking = new Asking({ faultRates: { throttled: 0.1, server_error: 0.3 } });
    const statuses = Array.from({ length: 2_000 }, () => asking.graph("cost", from, from + minute).status);
    const share = (status: number): number => statuses.filter((each) => each === status).length / statuses.length;
    expect(share(429)).toBeCloseTo(0.1, 1);
    expect(share(503)).toBeCloseTo(0.3, 1);
    expect(share(200)).toBeCloseTo(0.6, 1);
  });

  it("never come at a rate of 0, and always at 1", () => {
    const statusesAt = (rate: number): ReadonlySet<number> => {
      const asking = new Asking({ faultRates: { forbidden: rate } });
      return new Set(Array.from({ length: 200 }, () => asking.graph("cost", from, from + minute).status));
    };
    expect([statusesAt(0), statusesAt(1)]).toEqual([new Set([200]), new Set([403])]);
  });
});

describe("planted content", () => {
  it.each(graphNames)("is in every answer of %s, in each point and around them", (graph) => {
    const answer = JSON.parse(new Asking().graph(graph, from, to).body) as {
      readonly data_points: readonly object[];
      readonly summary: object;
    };
    for (const point of answer.data_points) {
      const text = JSON.stringify(point);
      for (const part of [planted.content, planted.completion, planted.person]) expect(text).toContain(part);
    }
    expect(JSON.stringify(answer.summary)).toContain(planted.content);
    expect(JSON.stringify(answer)).toContain(planted.secret);
  });

  it("is in each row of a group", () => {
    for (const row of new Asking().rows("ai-models", from, to)) expect(JSON.stringify(row)).toContain(planted.content);
  });

  it("names every text, and no fault takes it out of what is shown", () => {
    expect(plantedTexts).toHaveLength(Object.keys(planted).length);
    const isWithoutContent = (kind: FaultKind): boolean =>
      !plantedTexts.some((text) => scripted(kind).graph("cost", from, to).body.includes(text));
    expect(portkeyFaultKinds.filter((kind) => isWithoutContent(kind))).toEqual([]);
  });
});
