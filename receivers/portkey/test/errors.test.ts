import { jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { at, minute, PortkeyScene, start } from "./portkey-scene.ts";

// Every row of portkey.md §1.2, and of §2.6 and §2.7 what its §7 does not name.
// Overridden throughout: what a human must mend (401, 403, other 4xx, 501) is asked again after ten minutes, what may
// pass by itself is repeated within the poll's deadline first, and after it at the next tick (W20).

const graphs = ["cost", "requests"];
const options = { analytics: { bootstrap_lookback: "30m", graphs } };

/** Until just before the earliest second tick: cadence less a tenth. */
const onePollMs = 53_000;

/** One poll in which the requests graph answers so. */
async function pollWith(answer: Answer | ((url: URL) => Answer | undefined)): Promise<PortkeyScene> {
  const scene = new PortkeyScene(options);
  scene.vendor.instead = ({ what, url }) => {
    if (what === "cost") return undefined;
    return typeof answer === "function" ? answer(url) : answer;
  };
  await scene.start();
  await scene.advance(onePollMs);
  return scene;
}

const portkeyError = { success: false, data: { message: "request rejected", errorCode: "AB01" } };
const tooBig = { body: " ".repeat(1_048_577) };

const failures: readonly (readonly [
  string,
  Answer,
  { kind: string; code: string; repeated: boolean; auth: number },
])[] = [
  ["401", { status: 401 }, { kind: "misconfigured", code: "SOURCE_STATUS", repeated: false, auth: 1 }],
  ["403", { status: 403 }, { kind: "misconfigured", code: "SOURCE_STATUS", repeated: false, auth: 1 }],
  [
    "400 AB01",
    jsonAnswer(portkeyError, { status: 400 }),
    { kind: "misconfigured", code: "SOURCE_STATUS", repeated: false, auth: 0 },
  ],
  ["422", { status: 422 }, { kind: "misconfigured", code: "SOURCE_STATUS", repeated: false, auth: 0 }],
  ["501", { status: 501 }, { kind: "misconfigured", code: "SOURCE_STATUS", repeated: false, auth: 0 }],
  ["429", { status: 429 }, { kind: "retryable", code: "SOURCE_STATUS", repeated: true, auth: 0 }],
  ["500", { status: 500 }, { kind: "retryable", code: "SOURCE_STATUS", repeated: true, auth: 0 }],
  ["502", { status: 502 }, { kind: "retryable", code: "SOURCE_STATUS", repeated: true, auth: 0 }],
  ["503", { status: 503 }, { kind: "retryable", code: "SOURCE_STATUS", repeated: true, auth: 0 }],
  ["504", { status: 504 }, { kind: "retryable", code: "SOURCE_STATUS", repeated: true, auth: 0 }],
  [
    "an HTML page with 200",
    { headers: { "content-type": "text/html" }, body: "<html>maintenance</html>" },
    { kind: "retryable", code: "SOURCE_UNREADABLE", repeated: true, auth: 0 },
  ],
  [
    "a body that is cut off",
    { ...jsonAnswer({ data_points: [] }), cutAfterBytes: 9 },
    { kind: "retryable", code: "HTTP_UNREACHABLE", repeated: true, auth: 0 },
  ],
  ["no answer", { lost: true }, { kind: "retryable", code: "HTTP_UNREACHABLE", repeated: true, auth: 0 }],
  [
    "an answer after more than the timeout of 10 s",
    { ...jsonAnswer({ data_points: [] }), delayMs: 11_000 },
    { kind: "retryable", code: "HTTP_TIMEOUT", repeated: true, auth: 0 },
  ],
  ["a body of more than 1 MiB", tooBig, { kind: "retryable", code: "HTTP_BODY_TOO_LARGE", repeated: false, auth: 0 }],
  [
    "bytes that are no UTF-8",
    { body: new Uint8Array([0x7b, 0xff, 0x7d]) },
    { kind: "retryable", code: "SOURCE_UNREADABLE", repeated: true, auth: 0 },
  ],
  [
    "JSON without points",
    jsonAnswer({ message: "hello" }),
    { kind: "malformed", code: "PORTKEY_SCHEMA", repeated: false, auth: 0 },
  ],
  [
    "a timestamp that is none",
    jsonAnswer({ data_points: [{ timestamp: "not-a-date", total: 1 }] }),
    { kind: "malformed", code: "PORTKEY_SCHEMA", repeated: false, auth: 0 },
  ],
  [
    "a redirect to another host",
    { status: 302, headers: { location: "https://elsewhere.example/v1" } },
    { kind: "misconfigured", code: "HTTP_REDIRECT", repeated: false, auth: 0 },
  ],
  [
    "a redirect to plain HTTP",
    { status: 307, headers: { location: "http://api.portkey.ai/v1" } },
    { kind: "misconfigured", code: "HTTP_REDIRECT", repeated: false, auth: 0 },
  ],
  [
    "a redirect without a target",
    { status: 302 },
    { kind: "misconfigured", code: "SOURCE_STATUS", repeated: false, auth: 0 },
  ],
];

describe("errors of the vendor: one graph answers so, nothing of the poll is emitted, nothing advances", () => {
  it.each(failures)("%s", async (_, answer, { kind, code, repeated, auth }) => {
    const scene = await pollWith(answer);
    expect(scene.recorded.status("portkey", "analytics")).toMatchObject({
      state: kind === "retryable" ? "recoverable_error" : "permanent_error",
      error: { code, kind },
    });
    expect(scene.count(`poll_failures{kind=${kind},loop=analytics}`)).toBe(1);
    expect(scene.vendor.askedFor("requests").length > 1).toBe(repeated);
    expect(scene.count("auth_errors")).toBe(auth);
    expect([scene.sink.payloads.length, await scene.frontier()]).toEqual([0, at("09:07")]);
  });

  it("404: the graph is left out, the rest is emitted", async () => {
    const scene = await pollWith({ status: 404 });
    expect(new Set(scene.points().map(({ name }) => name))).toEqual(new Set(["portkey_api_cost_usd"]));
    expect(await scene.frontier()).toBe(at("09:27"));
  });

  it("a redirect within the host is followed, with the key", async () => {
    const scene = await pollWith((url) =>
      url.pathname.startsWith("/v2/") ? undefined : { status: 308, headers: { location: `/v2/requests${url.search}` } },
    );
    expect(scene.points("requests")).toHaveLength(20);
    const followed = scene.vendor.asked.find(({ url }) => url.pathname === "/v2/requests");
    expect(followed!.headers["x-portkey-api-key"]).toBe("pk-test");
  });

  it("nothing of an answer is told: not in a status, not in a log", async () => {
    for (const [, answer] of failures) {
      const said = {
        ...answer,
        body: answer.body ?? "PLANTED",
        headers: { "x-planted": "PLANTED", ...answer.headers },
      };
      const scene = await pollWith(said);
      const told = [...scene.recorded.statuses, ...scene.recorded.logs].map((each) => describeDeep(each)).join("\n");
      expect(told).not.toMatch(/PLANTED|maintenance|request rejected|pk-test|not-a-date/);
    }
  });
});

describe("errors of the vendor: when it is asked again", () => {
  it("429 with Retry-After: not before that, and then within the same poll", async () => {
    const scene = new PortkeyScene(options);
    let refusals = 1;
    scene.vendor.instead = ({ what }) =>
      what === "requests" && refusals-- > 0 ? { status: 429, headers: { "retry-after": "17" } } : undefined;
    await scene.start();
    await scene.advance(40_000);
    const [first, second] = scene.vendor.askedFor("requests");
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(17_000);
    expect(scene.count("polls{loop=analytics}")).toBe(1);
    expect(await scene.frontier()).toBe(at("09:27"));
  });

  it("429 with a Retry-After beyond the poll's deadline: the next poll comes then", async () => {
    const scene = new PortkeyScene(options);
    scene.vendor.instead = ({ at: now }) =>
      now < start + minute ? { status: 429, headers: { "retry-after": "300" } } : undefined;
    await scene.start();
    await scene.advance(4.9 * minute);
    expect(scene.vendor.askedFor("requests")).toHaveLength(1);
    await scene.advance(30_000);
    expect(await scene.frontier()).toBe(at("09:32"));
  });

  it.each([
    ["503: at the next tick", { status: 503 }, 0, 2 * minute],
    ["401: after ten minutes", { status: 401 }, 9 * minute, 11 * minute],
  ])("%s", async (_, answer, notBefore, notAfter) => {
    const scene = new PortkeyScene(options);
    scene.vendor.instead = ({ at: now }) => (now < start + 30_000 ? answer : undefined);
    await scene.start();
    await scene.advance(notBefore);
    expect(scene.points()).toHaveLength(0);
    await scene.advance(notAfter - notBefore);
    expect(scene.points("requests")[0]!.at).toBe(at("09:08"));
  });

  it("one flaky graph of two does not cost the poll", async () => {
    const scene = new PortkeyScene(options);
    let flakes = 2;
    scene.vendor.instead = ({ what }) => (what === "cost" && flakes-- > 0 ? { status: 500 } : undefined);
    await scene.start();
    await scene.advance(30_000);
    expect(scene.count("polls{loop=analytics}")).toBe(1);
    expect(await scene.frontier()).toBe(at("09:27"));
  });

  it("the widest wait wins when graphs fail for different reasons", async () => {
    const scene = new PortkeyScene(options);
    const flagged = jsonAnswer({ is_quota_exceeded: true });
    scene.vendor.instead = ({ what }) =>
      what === "cost" ? flagged : { status: 429, headers: { "retry-after": "120" } };
    await scene.start();
    await scene.advance(4.9 * minute);
    expect(scene.count("polls{loop=analytics}")).toBe(1);
    expect(scene.count("quota_exceeded")).toBe(1);
  });
});

describe("the shape of an answer", () => {
  it("a bad step in the unsettled tail trips the granularity guard too", async () => {
    const times = ["09:20:00", "09:21:00", "09:36:30"].map((time) => ({ timestamp: new Date(at(time)), total: 1 }));
    const scene = await pollWith(jsonAnswer({ data_points: times }));
    expect(scene.recorded.status("portkey", "analytics")).toMatchObject({ error: { code: "PORTKEY_GRANULARITY" } });
    expect(scene.sink.payloads).toHaveLength(0);
  });

  it("omitted empty buckets are accepted", async () => {
    const times = ["09:10", "09:12", "09:20", "09:21"].map((time) => ({ timestamp: new Date(at(time)), total: 1 }));
    const scene = await pollWith(jsonAnswer({ data_points: times }));
    expect(scene.points("requests").map((point) => point.at)).toEqual(
      ["09:11", "09:13", "09:21", "09:22"].map((time) => at(time)),
    );
  });

  it("fields that are missing or null leave their series out and are counted, text numbers count (W11)", async () => {
    const point = { timestamp: new Date(at("09:10")), total: "12", total_request_units: null };
    const scene = new PortkeyScene({ analytics: { ...options.analytics, graphs: ["tokens"] } });
    scene.vendor.points = () => [point];
    await scene.start();
    await scene.advance(30_000);
    expect(scene.points().map(({ labels, value }) => [labels.token_type, value])).toEqual([["total", 12]]);
    expect(scene.count("missing_fields{field=total_request_units,reason=null}")).toBe(1);
    expect(scene.count("missing_fields{field=total_response_units,reason=missing}")).toBe(1);
    expect(scene.recorded.status("portkey", "analytics/fields of tokens")).toMatchObject({
      state: "recoverable_error",
    });
  });

  it("a minute without requests has no latency (W12)", async () => {
    const scene = new PortkeyScene({ analytics: { ...options.analytics, graphs: ["latency", "requests"] } });
    scene.vendor.count = (_, minuteStart) => (minuteStart < at("09:15") ? 0 : 3);
    await scene.start();
    await scene.advance(30_000);
    const latencies = scene.points("latency_seconds").map((point) => point.at);
    expect(Math.min(...latencies)).toBe(at("09:16"));
    expect(scene.points("requests")[0]).toMatchObject({ at: at("09:08"), value: 0 });
  });
});

/** Everything that an object would show in a log, causes included. */
function describeDeep(value: unknown, depth = 0): string {
  if (typeof value !== "object" || value === null || depth > 8) return String(value);
  const own = Object.getOwnPropertyNames(value).filter((name) => name !== "stack");
  return own.map((name) => describeDeep((value as Record<string, unknown>)[name], depth + 1)).join(" ");
}
