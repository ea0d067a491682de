import { CollectorError } from "@genai-collector/component";
import { jsonAnswer, NetworkError, VirtualRuntime, World, type Answer } from "@genai-collector/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { CollectDeadline } from "./collect-deadline.ts";
import type { SourceRequest } from "./io.ts";
import type { PollingRecorders } from "./polling-instruments.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { SourceClient, type SourceHttp } from "./source-client.ts";
import { sourceStatus } from "./source-error.ts";
import { PollClock, VendorClock } from "./vendor-clock.ts";

const origin = "https://api.acme.example";
const elsewhere = "https://files.acme-cdn.example";

interface Options {
  readonly budgetMs?: number;
  readonly perSecond?: number;
  readonly http?: SourceHttp;
}

/** Each answer is given once, the last one for ever; a function is asked each time. */
function setUp(answers: readonly (Answer | (() => Answer))[], options: Options = {}) {
  const { budgetMs = 60_000, perSecond = 1_000 } = options;
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const { clock, timers, random } = runtime;
  const requests: {
    url: string;
    method: string;
    headers: Readonly<Record<string, string>>;
    body: string;
    at: number;
  }[] = [];
  const began = world.now;
  world.route(
    () => true,
    (request) => {
      const body = new TextDecoder().decode(request.body?.[0]);
      requests.push({
        url: request.url,
        method: request.method,
        headers: request.headers,
        body,
        at: world.now - began,
      });
      const answer = answers[Math.min(requests.length, answers.length) - 1]!;
      return typeof answer === "function" ? answer() : answer;
    },
  );
  const outcomes: string[] = [];
  const recorders = {
    request_duration: { record: (_: number, { outcome }: { outcome: string }) => void outcomes.push(outcome) },
    clock_behind: { record: () => undefined },
  } as unknown as PollingRecorders;
  const vendorClock = new VendorClock(clock);
  const limit = { requestsPerSecond: perSecond, burst: 1 };
  const http = runtime.http.open({});
  const client = new SourceClient({
    source: { endpoint: `${origin}/v1`, headers: () => ({ "x-api-key": "sesame" }) },
    http: options.http ?? http,
    clock,
    timers,
    random,
    limiter: new RateLimiter(clock, timers, limit),
    elsewhere: new RateLimiter(clock, timers, limit),
    maxBodyBytes: 1_000,
    recorders,
    vendorClock,
  });
  const deadline = new CollectDeadline(clock, timers, budgetMs, new AbortController().signal);
  const beginPoll = () => ({ deadline, clock: new PollClock(vendorClock), priority: client.nextPriority() });
  const first = beginPoll();
  const send = (request: SourceRequest, scope = first): Promise<string> =>
    client.send(request, scope, async (response) => new TextDecoder().decode(await client.read(response, request)));
  const end = async (): Promise<void> => {
    deadline.close();
    await http.close();
  };
  ended = async () => {
    await end();
    expect(runtime.leaks()).toEqual([]);
  };
  return { world, beginPoll, send, requests, outcomes };
}

let ended: () => Promise<void> = async () => undefined;
afterEach(() => ended());

describe("the rate limit", () => {
  it("lets polls that began since go before the rest of a fan-out", async () => {
    const { world, beginPoll, send, requests } = setUp([jsonAnswer(1)], { perSecond: 1 });
    const inTurn = async (paths: readonly string[], ask: (url: string) => Promise<string>): Promise<void> => {
      for (const path of paths) await ask(path);
    };
    const fanOut = inTurn(["/a1", "/a2", "/a3", "/a4"], (url) => send({ url, isBackground: true }));
    const younger = beginPoll();
    await world.until(Promise.all([fanOut, inTurn(["/b1", "/b2"], (url) => send({ url }, younger))]));
    expect(requests.map(({ url }) => url.slice(-2))).toEqual(["a1", "b1", "b2", "a2", "a3", "a4"]);
  });
});

describe("what is sent", () => {
  it("is a GET to the endpoint, with the source's headers", async () => {
    const { world, send, requests } = setUp([jsonAnswer(1)]);
    expect(await world.until(send({ url: "/usage", query: { from: 1, to: undefined } }))).toBe("1");
    expect(requests).toMatchObject([
      { url: `${origin}/v1/usage?from=1`, method: "GET", headers: { "x-api-key": "sesame" } },
    ]);
  });

  it("is a POST with JSON where there is a body", async () => {
    const { world, send, requests } = setUp([jsonAnswer(1)]);
    await world.until(send({ url: "/jobs", json: { a: 1 } }));
    expect(requests[0]).toMatchObject({
      method: "POST",
      body: '{"a":1}',
      headers: { "content-type": "application/json" },
    });
  });

  it("carries no credentials to another host", async () => {
    const { world, send, requests } = setUp([jsonAnswer(1)]);
    await world.until(send({ url: `${elsewhere}/file?signature=1`, headers: { range: "bytes=5-" } }));
    expect(requests[0]!.headers).toEqual({ range: "bytes=5-" });
  });

  it("says which addresses the source gave, so that errors do not show them", async () => {
    const asked: unknown[] = [];
    const http: SourceHttp = {
      request({ isForeign }) {
        asked.push(isForeign);
        return Promise.reject(new Error("nobody is there"));
      },
    };
    const { world, send } = setUp([], { http });
    const never = { method: "POST" };
    for (const url of ["/a", `${elsewhere}/why-did-the-lantern-hide`])
      await world.until(send({ url, ...never }).catch(() => undefined));
    expect(asked).toEqual([false, true]);
  });

  it("waits for a token each, and other hosts have tokens of their own", async () => {
    const { world, send, requests } = setUp([jsonAnswer(1)], { perSecond: 0.1 });
    const all = [send({ url: "/a" }), send({ url: "/b" }), send({ url: `${elsewhere}/c` })];
    await world.until(Promise.all(all));
    const at = (path: string): number => requests.find(({ url }) => url.endsWith(path))!.at;
    expect(at("/b") - at("/a")).toBe(10_000);
    expect(at("/c")).toBe(at("/a"));
  });

  it("is refused as our mistake where it has no URL", async () => {
    const { send, requests } = setUp([jsonAnswer(1)]);
    await expect(send({ url: "usage" })).rejects.toMatchObject({ code: "SOURCE_BAD_URL", kind: "malformed" });
    expect(requests).toHaveLength(0);
  });
});

describe("what is repeated", () => {
  const unavailable: Answer = { status: 503 };

  it.each([
    ["429", { status: 429 }],
    ["503", unavailable],
    ["a lost answer", { lost: true }],
    ["a broken body", { body: "0123456789".repeat(20), cutAfterBytes: 50 }],
  ] as const)("%s, with backoff, until it works", async (_, failure) => {
    const { world, send, requests } = setUp([failure, failure, jsonAnswer("ok")]);
    expect(await world.until(send({ url: "/usage" }))).toBe('"ok"');
    const [first, second, third] = requests.map(({ at }) => at) as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(500);
    expect(third - second).toBeGreaterThanOrEqual(1_000);
  });

  it("as late as Retry-After says", async () => {
    const { world, send, requests } = setUp([{ status: 429, headers: { "retry-after": "20" } }, jsonAnswer("ok")]);
    await world.until(send({ url: "/usage" }));
    expect(requests[1]!.at - requests[0]!.at).toBeGreaterThanOrEqual(20_000);
  });

  it("not where Retry-After reaches beyond the deadline: the loop waits instead", async () => {
    const { world, send, requests } = setUp([{ status: 429, headers: { "retry-after": "90" } }]);
    const failed = send({ url: "/usage" }).catch((error: unknown) => error);
    expect(await world.until(failed)).toMatchObject({ kind: "retryable", retryAfterMs: 90_000 });
    expect(requests).toHaveLength(1);
  });

  it("not for ever: five attempts, and the last answer is what is told", async () => {
    const { world, send, requests, outcomes } = setUp([unavailable]);
    const error = await world.until(send({ url: "/usage" }).catch((failure: unknown) => failure));
    expect(error).toMatchObject({ code: "SOURCE_STATUS", kind: "retryable" });
    expect(sourceStatus(error)).toBe(503);
    expect(requests).toHaveLength(5);
    expect(outcomes).toEqual(["5xx", "5xx", "5xx", "5xx", "5xx"]);
  });

  it.each([[401], [403], [404], [422], [501]])("not a %d: a human must act", async (status) => {
    const { world, send, requests } = setUp([{ status }]);
    const error = await world.until(send({ url: "/usage" }).catch((failure: unknown) => failure));
    expect(error).toMatchObject({ kind: "misconfigured", status });
    expect(requests).toHaveLength(1);
  });

  it("not a POST whose outcome is unknown, unless its author says that it may be", async () => {
    for (const failure of [{ lost: true }, { status: 502 }] satisfies Answer[]) {
      const once = setUp([failure, jsonAnswer("ok")]);
      await once.world.until(once.send({ url: "/jobs", json: {} }).catch(() => undefined));
      expect(once.requests).toHaveLength(1);
      const twice = setUp([failure, jsonAnswer("ok")]);
      await twice.world.until(twice.send({ url: "/jobs", json: {}, idempotent: true }));
      expect(twice.requests).toHaveLength(2);
    }
  });

  it("a POST that was turned away unprocessed", async () => {
    const { world, send, requests } = setUp([unavailable, jsonAnswer("ok")]);
    await world.until(send({ url: "/jobs", json: {} }));
    expect(requests).toHaveLength(2);
  });
});

describe("what is an answer", () => {
  it("2xx, and what the author takes for one", async () => {
    const { world, send } = setUp([{ status: 416, body: "end" }]);
    expect(await world.until(send({ url: "/file", accept: [206, 416] }))).toBe("end");
  });

  it("not a body beyond its bound: the rest is not read", async () => {
    const { world, send } = setUp([{ body: "x".repeat(1_001) }]);
    await expect(world.until(send({ url: "/usage" }))).rejects.toThrow();
    const wider = setUp([{ body: "x".repeat(1_001) }]);
    expect(await wider.world.until(wider.send({ url: "/usage", maxBodyBytes: 2_000 }))).toHaveLength(1_001);
  });

  it("is waited for until the deadline, and no longer", async () => {
    const { world, send, outcomes } = setUp([{ delayMs: 3_600_000 }], { budgetMs: 5_000 });
    await expect(world.until(send({ url: "/usage" }), 6_000)).rejects.toMatchObject({ kind: "retryable" });
    expect(outcomes).toEqual(["none"]);
  });

  it("tells nothing of the URL or the body in an error", async () => {
    const { world, send } = setUp([{ status: 401, body: "sesame" }]);
    const error = await world.until(send({ url: "/usage", query: { token: "s3cret" } }).catch((e: unknown) => e));
    expect(JSON.stringify([(error as Error).message, error])).not.toMatch(/sesame|s3cret/);
  });

  it("is waited for again where nobody answered", async () => {
    const refuse = (): Answer => {
      throw new NetworkError("ECONNREFUSED", "nobody there");
    };
    const { world, send, requests } = setUp([refuse]);
    const error = await world.until(send({ url: "/usage" }).catch((failure: unknown) => failure));
    expect(error).toMatchObject({ code: "SOURCE_UNREACHABLE", kind: "retryable", status: undefined });
    expect(requests).toHaveLength(5);
  });

  it("is what the hardened client says where it says something itself", async () => {
    const blocked = new CollectorError("HTTP_ADDRESS_BLOCKED", "not allowed", { kind: "misconfigured" });
    const { world, send } = setUp([], { http: { request: () => Promise.reject(blocked) } });
    expect(await world.until(send({ url: "/usage" }).catch((failure: unknown) => failure))).toBe(blocked);
  });
});
