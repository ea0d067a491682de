import { inspect } from "node:util";
import type { Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { drops, error, setUp } from "../../test/guarded-world.ts";

describe("sizes", () => {
  const lines = (count: number): Answer => ({ body: Array.from({ length: count }, () => new Uint8Array(10)) });

  it.each(["read", "iteration"])("ends %s past the configured size, whatever content-length says", async (how) => {
    const answer = (): Answer => ({ ...lines(11), headers: { "content-length": "5" } });
    const { world, request } = setUp({ answer });
    const { body } = await request("https://h.example/?SECRET");
    const reading = how === "read" ? body.read(Infinity) : collect(body);
    const refusal = await world.until(reading).catch((caught: unknown) => caught);
    expect(refusal).toEqual(error("HTTP_BODY_TOO_LARGE", "retryable"));
    expect(inspect(refusal)).not.toContain("SECRET");
  });

  it.each([
    ["that is too large", "https://h.example", lines(11)],
    ["that is not https", "http://h.example", lines(1)],
    ["that is none", "ftp://h.example", lines(1)],
    ["with credentials", "https://u:p@h.example", lines(1)],
    ["that never comes", "https://h.example", { lost: true }],
  ])(
    "tells the host alone of an address that another side gave, and what is there %s",
    async (_what, origin, answer) => {
      const said = "why-did-the-lantern-hide";
      const { world, request } = setUp({ answer: () => answer });
      const asked = request(`${origin}/${said}?${said}`, { isForeign: true });
      const refusal = await asked
        .then(({ body }) => world.until(body.read(Infinity)))
        .catch((caught: unknown) => caught);
      expect(refusal).toMatchObject({ message: expect.stringContaining("h.example/…") });
      expect(inspect(refusal)).not.toContain(said);
    },
  );

  it.each(["read", "iteration"])("gives a body of just the size to %s", async (how) => {
    const { world, request } = setUp({ answer: () => lines(10) });
    const { body } = await request("https://h.example/");
    expect((await world.until(how === "read" ? body.read(Infinity) : collect(body))).length).toBe(100);
  });

  it("takes the smaller of the request's limit and the reader's", async () => {
    const { world, request } = setUp({ answer: () => lines(10) });
    const { body: bounded } = await request("https://h.example/", { maxBodyBytes: 99 });
    await expect(world.until(bounded.read(Infinity))).rejects.toEqual(error("HTTP_BODY_TOO_LARGE", "retryable"));
    const { body: larger } = await request("https://h.example/", { maxBodyBytes: 1_000 });
    await expect(world.until(larger.read(99))).rejects.toEqual(error("HTTP_BODY_TOO_LARGE", "retryable"));
  });
});

describe("times", () => {
  const late = error("HTTP_TIMEOUT", "retryable");

  it("gives up a dial that nobody answers", async () => {
    const { world, request } = setUp({ timeout: 1_000 });
    world.network.fault({ kind: "timeout" });
    await expect(request("https://h.example/")).rejects.toEqual(late);
    expect(world.now).toBe(1_000);
  });

  it("gives up headers that do not come", async () => {
    const { world, request } = setUp({ timeout: 1_000, answer: () => ({ delayMs: 5_000 }) });
    await expect(request("https://h.example/")).rejects.toEqual(late);
    expect(world.now).toBe(1_000);
  });

  it.each([
    ["stalls", 0, Infinity],
    ["trickles", Infinity, 100],
  ])("gives up a body that %s", async (_what, count, everyMs) => {
    const { world, request } = setUp({
      timeout: 1_000,
      answer: (_, virtual) => ({ body: drops(virtual, count, everyMs) }),
    });
    const { body } = await request("https://h.example/");
    await expect(world.until(body.read(Infinity))).rejects.toEqual(late);
    expect(world.now).toBe(1_000);
  });

  it("counts one time for all redirects together", async () => {
    const answer = (): Answer => ({ status: 302, headers: { location: "/" }, delayMs: 300 });
    const { world, request } = setUp({ timeout: 1_000, answer });
    await expect(request("https://h.example/")).rejects.toEqual(late);
    expect(world.now).toBe(1_000);
  });

  it("takes the request's own time before the configuration's", async () => {
    const { world, request } = setUp({ timeout: 10, answer: () => ({ delayMs: 500 }) });
    expect((await request("https://h.example/", { timeoutMs: 1_000 })).status).toBe(200);
    await expect(request("https://h.example/")).rejects.toEqual(late);
    expect(world.now).toBeLessThan(1_000);
  });

  it.each([
    ["is read", async (body: AsyncIterable<Uint8Array> & { read(limit: number): Promise<unknown> }) => body.read(99)],
    ["is left after its first chunk", async (body: AsyncIterable<Uint8Array>) => first(body)],
  ])("leaves no timer behind when the body %s", async (_what, use) => {
    const { world, runtime, request } = setUp({ answer: () => ({ body: [new Uint8Array(1), new Uint8Array(1)] }) });
    const { body } = await request("https://h.example/");
    await world.until(use(body));
    expect(runtime.leaks()).toEqual(["http client"]);
  });

  it("leaves no timer behind when the request fails", async () => {
    const { world, runtime, request } = setUp();
    world.network.fault({ kind: "refused" });
    await expect(request("https://h.example/")).rejects.toThrow();
    expect(runtime.leaks()).toEqual(["http client"]);
  });
});

describe("failures", () => {
  it.each([
    ["refused", "ECONNREFUSED"],
    ["reset", "ECONNRESET"],
    ["lost", "ECONNRESET"],
  ] as const)("a connection that is %s is retryable, and says %s", async (kind, code) => {
    const { world, request } = setUp();
    world.network.fault({ kind });
    const failure = request("https://user.example/path?sig=SECRET#SECRET", { headers: { authorization: "SECRET" } });
    const caught = await failure.catch((thrown: unknown) => thrown);
    expect(caught).toEqual(error("HTTP_UNREACHABLE", "retryable"));
    expect((caught as Error).message).toBe(`cannot reach https://user.example/path: ${code}`);
    expect(inspect(caught, { depth: 9, showHidden: true })).not.toContain("SECRET");
  });

  it("a body that breaks is retryable", async () => {
    const { world, request } = setUp({ answer: () => ({ body: "0123456789", cutAfterBytes: 5 }) });
    const { body } = await request("https://h.example/");
    await expect(world.until(body.read(Infinity))).rejects.toEqual(error("HTTP_UNREACHABLE", "retryable"));
  });

  it("a sender that leaves gets HTTP_ABORTED, while it waits and while it reads", async () => {
    const leaving = new AbortController();
    const { world, client, request } = setUp({ answer: (_, virtual) => ({ body: drops(virtual, Infinity, 100) }) });
    const { body } = await request("https://h.example/", { signal: leaving.signal });
    const asking = client.request({ method: "GET", url: "https://h.example/", headers: {}, signal: leaving.signal });
    const outcomes = Promise.allSettled([body.read(Infinity), asking]);
    leaving.abort();
    const reason = error("HTTP_ABORTED", "retryable");
    expect(await world.until(outcomes)).toEqual([
      { status: "rejected", reason },
      { status: "rejected", reason },
    ]);
    await expect(request("https://h.example/", { signal: leaving.signal })).rejects.toEqual(reason);
  });

  it("closing gives up what is under way", async () => {
    const { world, client } = setUp({ answer: () => ({ delayMs: 5_000 }) });
    const asking = client.request({
      method: "GET",
      url: "https://h.example/",
      headers: {},
      signal: new AbortController().signal,
    });
    const outcome = expect(asking).rejects.toEqual(error("HTTP_ABORTED", "retryable"));
    await world.advance(100);
    await world.until(client.close());
    await outcome;
    expect(world.now).toBe(100);
  });

  it("observes each request that was sent once: its host, status and time to the headers", async () => {
    const { world, request, observed } = setUp({ answer: () => ({ status: 503, delayMs: 480 }) });
    await request("https://h.example:8443/secret?x");
    world.network.fault({ kind: "refused" });
    await request("https://h.example/", { method: "POST" }).catch(() => undefined);
    expect(observed).toEqual([
      { host: "h.example", method: "GET", status: 503, seconds: 0.5 },
      { host: "h.example", method: "POST", status: 0, seconds: 0.01 },
    ]);
  });
});

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function first(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  for await (const chunk of body) return chunk;
  return undefined;
}
