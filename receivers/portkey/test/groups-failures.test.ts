import { CollectorError } from "@genai-collector/component";
import { jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { at, minute, PortkeyScene, type SceneOptions } from "./portkey-scene.ts";
import { askedPage, type Asked } from "./scripted-portkey.ts";

// What the vendor, the sink and the clock may do to a poll of groups. Numbers in names are those of portkey.md §7, and
// the tables are those of its §1.2 and §3.4. Each group is a pass with its own lane, so that each fails by itself.

/** Until just before the earliest second tick: cadence less a tenth. */
const onePollMs = 53_000;
const stamp = at("09:27");
const options: SceneOptions = { groups: { page_size: 2, metadata_keys: ["app"] } };

const rows = ({ what }: Asked): readonly object[] => {
  if (what === "ai-models") return [1, 2, 3].map((n) => ({ ai_model: `m-${n}`, requests: n, cost: n }));
  if (what === "prompt") return [{ prompt: "pp-1", requests: 1 }];
  return [{ metadata_value: "bot", requests: 4, cost: 4 }];
};

function sceneOf(more: SceneOptions = {}): PortkeyScene {
  const scene = new PortkeyScene({ ...options, ...more });
  scene.vendor.rows = rows as typeof scene.vendor.rows;
  return scene;
}

/** One poll in which models are answered so; on their second page, where the first is fine. */
async function pollWith(answer: Answer, page = 0): Promise<PortkeyScene> {
  const scene = sceneOf();
  scene.vendor.instead = (asked) =>
    asked.what === "ai-models" && askedPage(asked).number === page ? answer : undefined;
  await scene.start();
  await scene.advance(onePollMs);
  return scene;
}

const seriesOf = (scene: PortkeyScene): readonly string[] => [
  ...new Set(scene.points().map(({ name }) => name.replace("portkey_api_", ""))),
];

async function expectDiscarded(scene: PortkeyScene, kind: string, code: string): Promise<void> {
  expect(seriesOf(scene).filter((name) => name.endsWith("_by_model"))).toEqual([]);
  expect(seriesOf(scene)).toEqual(
    expect.arrayContaining(["requests_by_metadata", "cost_usd_by_metadata", "requests_by_prompt"]),
  );
  expect(scene.count("group_unavailable{group=ai-models}")).toBe(1);
  expect(scene.count("group_unavailable{group=metadata}") + scene.count("group_unavailable{group=prompt}")).toBe(0);
  expect(scene.count(`poll_failures{kind=${kind},loop=groups}`)).toBe(1);
  expect(scene.recorded.status("portkey", "groups/ai-models")).toMatchObject({
    state: kind === "retryable" ? "recoverable_error" : "permanent_error",
    error: { code },
  });
  expect(scene.recorded.status("portkey", "groups/prompt")).toMatchObject({ state: "ok" });
  expect(await scene.frontier("ai-models", "groups")).toBe(stamp - minute);
  expect(await scene.frontier("prompt", "groups")).toBe(stamp);
}

const page = (data: readonly unknown[], more: object = {}): Answer => jsonAnswer({ object: "list", ...more, data });
const model = { ai_model: "m-1", requests: 1, cost: 1 };

const failures: readonly (readonly [
  string,
  Answer,
  { kind: string; code: string; capability: string; auth?: number },
])[] = [
  ["401", { status: 401 }, { kind: "misconfigured", code: "SOURCE_STATUS", capability: "permission", auth: 1 }],
  ["403", { status: 403 }, { kind: "misconfigured", code: "SOURCE_STATUS", capability: "permission", auth: 1 }],
  ["404", { status: 404 }, { kind: "misconfigured", code: "SOURCE_STATUS", capability: "absent" }],
  ["400 AB01", { status: 400 }, { kind: "misconfigured", code: "SOURCE_STATUS", capability: "schema_changed" }],
  ["429", { status: 429 }, { kind: "retryable", code: "SOURCE_STATUS", capability: "transient" }],
  ["500", { status: 500 }, { kind: "retryable", code: "SOURCE_STATUS", capability: "transient" }],
  ["503", { status: 503 }, { kind: "retryable", code: "SOURCE_STATUS", capability: "transient" }],
  ["no answer", { lost: true }, { kind: "retryable", code: "HTTP_UNREACHABLE", capability: "transient" }],
  [
    "a body that is cut off",
    { ...page([model]), cutAfterBytes: 9 },
    { kind: "retryable", code: "HTTP_UNREACHABLE", capability: "transient" },
  ],
  [
    "a page of HTML with 200",
    { body: "<html>maintenance</html>" },
    { kind: "retryable", code: "SOURCE_UNREADABLE", capability: "transient" },
  ],
  [
    "a body above the limit",
    { body: " ".repeat(1_048_577) },
    { kind: "retryable", code: "HTTP_BODY_TOO_LARGE", capability: "transient" },
  ],
  [
    "a redirect to another host",
    { status: 302, headers: { location: "https://elsewhere.example/v1" } },
    { kind: "misconfigured", code: "HTTP_REDIRECT", capability: "permission" },
  ],
  [
    "46: quota flag",
    page([model], { is_quota_exceeded: true }),
    { kind: "retryable", code: "PORTKEY_QUOTA_EXCEEDED", capability: "transient" },
  ],
  ...(
    [
      ["no list", jsonAnswer({ object: "list" })],
      ["a list that is null", jsonAnswer({ data: null })],
      ["a row that is no object", page([model, "text"])],
      ["`requests` missing", page([model, { ai_model: "m-2", cost: 1 }])],
      ["`requests` null (W14)", page([{ ...model, requests: null }])],
      ["`requests` renamed", page([{ ai_model: "m", requests_v2: 1, cost: 1 }])],
      ["`requests` of another type", page([{ ...model, requests: [1] }])],
      ["`requests` no number", page([{ ...model, requests: "many" }])],
      ["`requests` not whole", page([{ ...model, requests: 1.5 }])],
      ["`requests` below zero", page([{ ...model, requests: -1 }])],
      ["`requests` huge", page([{ ...model, requests: 1e300 }])],
      ["`cost` no number", page([{ ...model, cost: "free" }])],
      ["`cost` of another type", page([{ ...model, cost: {} }])],
      ["`cost` huge", page([{ ...model, cost: 1e300 }])],
      ["the value missing", page([{ requests: 1, cost: 1 }])],
      ["the value renamed", page([{ ai_model_v2: "m", requests: 1, cost: 1 }])],
      ["the value of another type", page([{ ...model, ai_model: { name: "m" } }])],
    ] satisfies readonly (readonly [string, Answer])[]
  ).map(
    ([name, answer]) =>
      [name, answer, { kind: "malformed", code: "PORTKEY_SCHEMA", capability: "schema_changed" }] as const,
  ),
];

describe("groups: one fails, all of it is discarded, and no other", () => {
  it.each(failures)("%s", async (_, answer, { kind, code, capability, auth = 0 }) => {
    for (const failing of [0, 1]) {
      const scene = await pollWith(answer, failing);
      await expectDiscarded(scene, kind, code);
      expect(scene.count("auth_errors")).toBe(auth);
      expect(scene.count(`capability{endpoint=groups/ai-models,state=${capability}}`)).toBe(1);
      expect(scene.count("quota_exceeded")).toBe(code === "PORTKEY_QUOTA_EXCEEDED" ? 1 : 0);
    }
  });

  it("44: page 1 returns 500: whole endpoint discarded, other endpoints emit, one skip signal", async () => {
    const scene = await pollWith({ status: 500 }, 1);
    await expectDiscarded(scene, "retryable", "SOURCE_STATUS");
    expect(scene.vendor.askedFor("ai-models").map((asked) => askedPage(asked).number)[0]).toBe(0);
  });

  it("a page that fails once is asked for again, and nothing is discarded", async () => {
    const scene = sceneOf();
    let flakes = 2;
    scene.vendor.instead = (asked) =>
      asked.what === "ai-models" && askedPage(asked).number === 1 && flakes-- > 0 ? { status: 503 } : undefined;
    await scene.start();
    await scene.advance(onePollMs);
    expect(scene.points("requests_by_model").map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(scene.count("polls{loop=groups}")).toBe(3);
  });

  // Overridden: each group has a heartbeat of its own.
  it("45: every endpoint fails: error, no heartbeat", async () => {
    const scene = sceneOf();
    scene.vendor.instead = () => ({ status: 503 });
    await scene.start();
    await scene.advance(onePollMs);
    expect(scene.sink.payloads).toHaveLength(0);
    expect(scene.count("poll_failures{kind=retryable,loop=groups}")).toBe(3);
    for (const pass of ["ai-models", "metadata/app", "prompt"])
      expect([pass, await scene.frontier(pass, "groups")]).toEqual([pass, stamp - minute]);
    expect(scene.recorded.values.get("portkey.last_success{loop=groups}")).toBeUndefined();
  });

  it("61: 401 on the only endpoint: one auth signal and an error", async () => {
    const scene = sceneOf({ groups: { emit_prompts: false } });
    scene.vendor.instead = () => ({ status: 401 });
    await scene.start();
    await scene.advance(9 * minute);
    expect(scene.count("auth_errors")).toBe(1);
    expect(scene.count("poll_failures{kind=misconfigured,loop=groups}")).toBe(1);
    expect(scene.recorded.status("portkey", "groups/ai-models")).toMatchObject({ state: "permanent_error" });
  });

  it("401 on every endpoint: one auth signal for each", async () => {
    const scene = sceneOf();
    scene.vendor.instead = () => ({ status: 401 });
    await scene.start();
    await scene.advance(onePollMs);
    expect(scene.count("auth_errors")).toBe(3);
  });

  it.each([
    ["503: at the next tick", { status: 503 }, 0, 2 * minute],
    ["a quota: after five minutes (W20)", jsonAnswer({ is_quota_exceeded: true }), 4 * minute, 6.5 * minute],
    ["401: after ten minutes", { status: 401 }, 9 * minute, 11.5 * minute],
    ["a changed schema: after ten minutes", jsonAnswer({ data: [{}] }), 9 * minute, 11.5 * minute],
  ])("%s the group is asked for again, while others go on", async (what, answer, notBefore, notAfter) => {
    const scene = sceneOf();
    scene.vendor.instead = (asked) => (asked.what === "ai-models" && asked.at < at("09:38") ? answer : undefined);
    await scene.start();
    await scene.advance(Math.max(notBefore, minute / 2));
    expect(scene.count("quota_exceeded") > 0).toBe(what.startsWith("a quota"));
    expect(scene.points("requests_by_model")).toHaveLength(0);
    await scene.advance(notAfter - notBefore);
    expect(scene.points("requests_by_model").length).toBeGreaterThan(0);
    expect(scene.points("requests_by_prompt").length).toBeGreaterThanOrEqual(Math.floor(notAfter / minute) - 1);
    expect(scene.recorded.status("portkey", "groups/ai-models")).toMatchObject({ state: "ok" });
  });

  it("a group that is slow beyond its deadline costs no other", async () => {
    const scene = sceneOf({ groups: { metadata_keys: ["app"], deadline: "20s" } });
    scene.vendor.instead = ({ what }) => (what === "ai-models" ? { delayMs: 9_000, status: 503 } : undefined);
    await scene.start();
    await scene.advance(onePollMs);
    expect(seriesOf(scene)).toEqual(expect.arrayContaining(["requests_by_metadata", "requests_by_prompt"]));
    expect(scene.recorded.status("portkey", "groups/ai-models")).toMatchObject({ state: "recoverable_error" });
  });

  it("no error says anything of an answer", async () => {
    for (const [, answer] of failures) {
      const planted = { ...model, ai_model: "PLANTED question", requests: "PLANTED", cost: "PLANTED" };
      const scene = await pollWith({
        ...answer,
        body:
          answer.status === undefined && answer.body === undefined
            ? JSON.stringify(planted)
            : (answer.body ?? "PLANTED"),
        headers: { "x-planted": "PLANTED", ...answer.headers },
      });
      const told = JSON.stringify([scene.recorded.logs, scene.recorded.statuses], (_, value: unknown) =>
        value instanceof Error ? { message: value.message, cause: value.cause } : value,
      );
      expect(told).not.toContain("PLANTED");
    }
    const scene = await pollWith(page([{ ai_model: "PLANTED one", requests: "PLANTED", cost: "PLANTED" }]));
    expect(JSON.stringify(scene.recorded.statuses.map(({ error }) => String(error)))).not.toContain("PLANTED");
  });
});

describe("groups: around the vendor", () => {
  it("a sink that is down: what it missed is not made up, the next totals come when it is back", async () => {
    const scene = sceneOf({ groups: { emit_prompts: false } });
    scene.sink.failWith(new CollectorError("SINK_DOWN", "HTTP 503", { kind: "retryable" }));
    await scene.start();
    await scene.advance(10 * minute);
    scene.sink.recover();
    await scene.advance(2 * minute);
    const stamps = [...new Set(scene.points().map((point) => point.at))];
    expect(stamps.length).toBeLessThanOrEqual(3);
    expect(stamps[0]).toBeGreaterThan(stamp + 9 * minute);
    expect(scene.count("skipped_time{loop=groups,reason=backfill}")).toBe(0);
  });

  it("failover: the other replica goes on where the first one stood, no stamp twice", async () => {
    const scene = sceneOf({ groups: { emit_prompts: false } });
    const first = await scene.start("a");
    await scene.advance(5 * minute);
    first.runtime.kill();
    await scene.start("b");
    await scene.advance(5 * minute);
    const stamps = scene.points("requests_by_model").flatMap((point) => (point.value === 1 ? [point.at] : []));
    expect(new Set(stamps).size).toBe(stamps.length);
    expect(stamps.length).toBeGreaterThan(8);
  });

  it.each([10, -10])(
    "our clock is %i min ahead of the vendor's: no window that has not settled",
    async (aheadMinutes) => {
      const scene = sceneOf({ groups: { emit_prompts: false } });
      await scene.start("localhost", aheadMinutes * minute);
      await scene.advance(30 * minute);
      expect(scene.points().length).toBeGreaterThan(10);
      // By true time, which is the vendor's.
      const asked = scene.vendor.askedFor("ai-models");
      for (const { at: stamped } of scene.points())
        expect([stamped, asked.some(({ to, at: now }) => to === stamped && now - to >= 10 * minute)]).toEqual([
          stamped,
          true,
        ]);
    },
  );
});
