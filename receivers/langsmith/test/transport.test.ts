import { isCollectorError } from "@genai-collector/component";
import { jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { everythingThatLeft, project, scene, type Asked, type Scene } from "./scripted-langsmith.ts";

const content = "a prompt that nobody may see";
const sessions = { sessions: { deadline: "20s" } };
const codes = ({ run }: Scene): readonly unknown[] =>
  run.recorded.statuses.flatMap(({ error }) => (isCollectorError(error) ? [error.code] : []));
const failures = ({ run }: Scene, kind: string): number =>
  run.recorded.count(`langsmith.poll_failures{kind=${kind},loop=sessions}`);
const count = ({ run }: Scene, name: string): number => run.recorded.count(`langsmith.${name}{loop=sessions}`);
const capability = ({ run }: Scene, state: string): number | undefined =>
  run.recorded.values.get(`langsmith.capability{endpoint=sessions,state=${state}}`)?.at(-1);

async function answered(instead: (asked: Asked, nth: number) => Answer | number | undefined, ms = 45_000) {
  const found = await scene(sessions, (each) => {
    each.projects = [project(1, { run_count: 1 })];
    each.instead = instead;
  });
  await found.run.advance(ms);
  return found;
}

describe("what /sessions answers", () => {
  it.each([
    [200, undefined, undefined, "healthy"],
    [429, "retryable", "LANGSMITH_QUOTA", "transient"],
    [401, "misconfigured", "LANGSMITH_UNAUTHORIZED", "permission"],
    [403, "misconfigured", "LANGSMITH_FORBIDDEN", "permission"],
    [402, "misconfigured", "SOURCE_STATUS", "plan"],
    [400, "misconfigured", "SOURCE_STATUS", "schema_changed"],
    [404, "misconfigured", "SOURCE_STATUS", "absent"],
    [409, "misconfigured", "SOURCE_STATUS", "schema_changed"],
    [422, "misconfigured", "SOURCE_STATUS", "schema_changed"],
    [408, "retryable", "SOURCE_STATUS", "transient"],
    [500, "retryable", "SOURCE_STATUS", "transient"],
    [502, "retryable", "SOURCE_STATUS", "transient"],
    [503, "retryable", "SOURCE_STATUS", "transient"],
    [504, "retryable", "SOURCE_STATUS", "transient"],
  ])("35, 36: %i → %s, %s, capability %s", async (status, kind, code, state) => {
    const found = await answered(() => (status === 200 ? undefined : { status, body: content }));
    expect(found.run.points.length).toBe(kind === undefined ? 1 : 0);
    if (kind !== undefined) expect(failures(found, kind)).toBe(1);
    expect(codes(found)).toEqual(code === undefined ? [] : expect.arrayContaining([code]));
    expect(capability(found, state)).toBe(1);
    expect(count(found, "quota_exceeded")).toBe(status === 429 ? 1 : 0);
    expect(count(found, "auth_errors")).toBe(status === 401 || status === 403 ? 1 : 0);
    expect(everythingThatLeft(found)).not.toContain(content);
  });

  it("37: 401 → auth signal exactly once a poll, and ten minutes of rest", async () => {
    const found = await answered(() => 401, 9 * 60_000);
    expect([count(found, "auth_errors"), found.langsmith.asked.length]).toEqual([1, 1]);
    await found.run.advance(3 * 60_000);
    expect(count(found, "auth_errors")).toBe(2);
  });

  it("403 → the error names its three causes", async () => {
    const found = await answered(() => 403);
    const told = everythingThatLeft(found);
    for (const cause of ["permission", "User-Agent", "sort_by", "tenant_id"]) expect(told).toContain(cause);
  });

  it("40: what an error's body says is not told: it may be content", async () => {
    for (const status of [429, 500, 401, 422]) {
      const found = await answered(() => ({ status, body: JSON.stringify({ detail: content }) }));
      expect(everythingThatLeft(found)).not.toContain(content);
      expect(everythingThatLeft(found)).toMatch(new RegExp(`HTTP ${status}`));
    }
  });

  it("a plan whose limit is reached is a matter of the plan: nobody asks again for ten minutes", async () => {
    const body = JSON.stringify({ detail: "Monthly usage limit of this tenant is reached" });
    const found = await answered(() => ({ status: 429, body }), 9 * 60_000);
    expect([found.langsmith.asked.length, capability(found, "plan")]).toEqual([1, 1]);
    expect(codes(found)).toContain("LANGSMITH_USAGE_LIMIT");
  });

  it("a day of Retry-After is believed for an hour", async () => {
    const found = await answered(() => ({ status: 429, headers: { "retry-after": "86400" } }), 59 * 60_000);
    expect(found.langsmith.asked.length).toBe(1);
    found.langsmith.instead = () => undefined;
    await found.run.advance(3 * 60_000);
    expect(found.run.points.length).toBeGreaterThan(0);
  });

  it.each<readonly [string, Answer]>([
    ["truncated JSON", { body: '[{"id":"00000000-0000-4000-8000-000000000001","run_co' }],
    ["a page", { headers: { "content-type": "text/html" }, body: `<html>${content}</html>` }],
    ["nothing", { body: "" }],
    ["an object", jsonAnswer({ sessions: [{ name: content }] })],
    ["a text", jsonAnswer(content)],
  ])("42: 200 with %s → retryable error mentioning page size, nothing emitted", async (_, answer) => {
    const found = await answered(() => answer);
    expect([found.run.points.length, failures(found, "retryable")]).toEqual([0, 1]);
    expect(codes(found)).toContain("LANGSMITH_UNREADABLE");
    expect(everythingThatLeft(found)).toMatch(/smaller pages may help/);
    expect(everythingThatLeft(found)).not.toContain(content);
    expect(capability(found, "schema_changed")).toBe(1);
  });

  it("42: 200 with an oversize body → retryable error, nothing emitted, not asked again within the poll", async () => {
    const found = await answered(() => ({ body: `[${" ".repeat(33_554_433)}]` }));
    expect([found.run.points.length, found.langsmith.asked.length]).toEqual([0, 1]);
    expect(failures(found, "retryable")).toBe(1);
  });

  it("a body that breaks off is asked for again, and nothing of the first attempt stays", async () => {
    const found = await answered((asked, nth) => {
      const body = JSON.stringify([project(1, { run_count: "x" }), project(2, { run_count: 2 })]);
      return nth === 1
        ? { body, cutAfterBytes: body.length - 10 }
        : asked.query["offset"] === "0"
          ? undefined
          : jsonAnswer([]);
    });
    expect(found.run.points.map(({ value }) => value)).toEqual([1]);
    expect([...found.run.recorded.counts.keys()].some((key) => key.includes("unread_fields"))).toBe(false);
  });

  it("an answer that nobody gives ends with the request's time", async () => {
    const found = await answered((_, nth) => (nth === 1 ? { delayMs: 3_600_000 } : undefined), 40_000);
    expect(found.run.points.length).toBe(0);
    await found.run.advance(90_000);
    expect(found.run.points.length).toBeGreaterThan(0);
  });

  it("answers again after an outage of an hour, with the values of then", async () => {
    const found = await answered(() => 503, 3_600_000);
    found.langsmith.instead = () => undefined;
    await found.run.advance(3 * 60_000);
    expect(found.run.points.length).toBeGreaterThan(1);
    expect(found.run.points.every(({ at }) => at >= Date.UTC(2026, 2, 2, 13))).toBe(true);
  });
});

describe("what is sent", () => {
  it("43: stock User-Agent is never sent", async () => {
    const { langsmith } = await answered(() => undefined);
    for (const { headers } of langsmith.asked) expect(headers["user-agent"]).toMatch(/^genai-collector/);
  });

  it("the key, the workspace and what else is configured go with every request (W21)", async () => {
    const config = { tenant_id: "0f9d3c44-1111", headers: { "X-Proxy-Token": "p-1" }, api_key_header: "Authorization" };
    const { run, langsmith } = await scene({ sessions: {} }, () => undefined, { config });
    await run.advance(10_000);
    expect(langsmith.asked[0]!.headers).toMatchObject({
      authorization: "lsv2_sk_test",
      "x-tenant-id": "0f9d3c44-1111",
      "x-proxy-token": "p-1",
    });
    expect(langsmith.asked[0]!.headers).not.toHaveProperty("x-api-key");
    expect(everythingThatLeft({ run })).not.toMatch(/lsv2_sk_test|p-1/);
  });

  it.each([
    ["https://elsewhere.example/api/v1/sessions", "cross-host"],
    ["http://api.smith.langchain.com/api/v1/sessions", "https→http"],
  ])("44: a redirect to %s (%s) → refused, auth header not sent", async (location) => {
    const found = await answered(() => ({ status: 302, headers: { location } }));
    expect(found.langsmith.asked.map(({ url }) => url.origin)).toEqual(["https://api.smith.langchain.com"]);
    expect([found.run.points.length, failures(found, "misconfigured")]).toEqual([0, 1]);
  });

  it("the API of another host is asked below its path", async () => {
    const config = { endpoint: "https://ls.example.net/proxy/api/v1/" };
    const { run, langsmith } = await scene({ sessions: {} }, () => undefined, { config });
    await run.advance(10_000);
    expect(langsmith.asked[0]!.url.href).toMatch(/^https:\/\/ls\.example\.net\/proxy\/api\/v1\/sessions\?/);
  });
});
