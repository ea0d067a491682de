import { inspect } from "node:util";
import type { HttpRequest } from "@genai-collector/component";
import { VirtualRuntime, World, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { openHttpClient, type GuardedClientOptions, type GuardedRequest } from "./open-http-client.ts";

type Outcome = Parameters<NonNullable<GuardedClientOptions["observe"]>>[0];
type Asked = Pick<HttpRequest, "method" | "url" | "headers">;

interface Setup {
  readonly allow_hosts?: readonly string[];
  readonly allow_private?: boolean;
  readonly user_agent?: string;
  readonly timeout?: number;
  readonly options?: Partial<GuardedClientOptions>;
  readonly answer?: (request: HttpRequest, world: World) => Answer;
}

const never = new AbortController().signal;

/** A body of `count` bytes, one every so often in virtual time; then nothing more comes. */
async function* drops(world: World, count: number, everyMs: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent++) {
    yield new Uint8Array(1);
    await world.wait(everyMs);
  }
  await new Promise(() => undefined);
}

/** A client in a world of its own, where every host answers; and what was asked and observed. */
function setUp({ answer = () => ({ body: "ok" }), options = {}, ...config }: Setup = {}) {
  const world = new World(0);
  const asked: Asked[] = [];
  const observed: Outcome[] = [];
  world.route(/./, ({ method, url, headers, ...rest }) => {
    asked.push({ method, url, headers });
    return answer({ method, url, headers, ...rest }, world);
  });
  const runtime = new VirtualRuntime(world);
  const defaults = { timeout: 10_000, max_response_body_size: 100, allow_hosts: [], allow_private: false };
  const client = openHttpClient(
    runtime,
    { ...defaults, user_agent: "", ...config },
    { userAgent: "collector/1", observe: (outcome) => observed.push(outcome), ...options },
  );
  const request = (url: string, more: Partial<GuardedRequest> = {}) =>
    world.until(client.request({ method: "GET", url, headers: {}, signal: never, ...more }));
  const read = async (url: string, more: Partial<GuardedRequest> = {}): Promise<string> => {
    const { body } = await request(url, more);
    return new TextDecoder().decode(await world.until(body.read(Infinity)));
  };
  return { world, runtime, client, asked, observed, request, read };
}

const error = (code: string, kind: "retryable" | "misconfigured" = "misconfigured"): unknown =>
  expect.objectContaining({ code, kind });

describe("hosts and addresses", () => {
  const spellings = [
    "127.1",
    "0x7f000001",
    "0177.0.0.1",
    "2130706433",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0",
  ];

  const others = ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "10.0.0.1"];

  it.each([...spellings, ...others, "0xa9fea9fe"])("refuses https://%s/ before anything is sent", async (host) => {
    const { request, asked, observed } = setUp();
    await expect(request(`https://${host}/`)).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
    expect([asked, observed]).toEqual([[], []]);
  });

  it.each(spellings)("reaches http://%s/ when private addresses are allowed", async (host) => {
    expect(await setUp({ allow_private: true }).read(`http://${host}/`)).toBe("ok");
  });

  it.each(["169.254.169.254", "0xa9fea9fe", "[::ffff:169.254.169.254]", "100.100.100.200", "metadata.example"])(
    "refuses cloud metadata at %s though the host is allowed, and private addresses are",
    async (host) => {
      const { world, request, asked } = setUp({ allow_private: true, allow_hosts: [host] });
      world.network.addresses.set("metadata.example", "169.254.169.254");
      await expect(request(`http://${host}/`)).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
      expect(asked).toEqual([]);
    },
  );

  it("refuses a name by the address that it has when it is dialled, each time anew", async () => {
    const { world, read, request, observed } = setUp();
    expect(await read("https://rebinding.example/")).toBe("ok");
    world.network.addresses.set("rebinding.example", "10.0.0.1");
    await expect(request("https://rebinding.example/")).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
    // What was not sent is not observed.
    expect(observed.map(({ status }) => status)).toEqual([200]);
  });

  it.each([
    [["api.example.com"], "https://api.example.com/"],
    [["API.example.com"], "https://api.EXAMPLE.com/"],
    [["api.example.com"], "https://api.example.com./"],
    [["api.example.com."], "https://api.example.com:8443/"],
    [["other.example", "bücher.example"], "https://xn--bcher-kva.example/"],
    [[], "https://anything.example/"],
  ])("with allow_hosts %j reaches %s", async (allow_hosts, url) => {
    expect(await setUp({ allow_hosts }).read(url)).toBe("ok");
  });

  it.each([
    [["api.example.com"], "https://example.com/"],
    [["example.com"], "https://api.example.com/"],
    [["api.example.com"], "https://api.example.com.evil.example/"],
    [["api.example.com"], "https://api-example.com/"],
  ])("with allow_hosts %j refuses %s", async (allow_hosts, url) => {
    const { request, asked } = setUp({ allow_hosts });
    await expect(request(url)).rejects.toEqual(error("HTTP_HOST_REFUSED"));
    expect(asked).toEqual([]);
  });

  it.each([
    ["plain HTTP", "http://api.example.com/?SECRET", "HTTP_CLEARTEXT_REFUSED"],
    ["another scheme", "ftp://api.example.com/?SECRET", "HTTP_BAD_URL"],
    ["a file", "file:///etc/passwd?SECRET", "HTTP_BAD_URL"],
    ["no URL", "api.example.com/?SECRET", "HTTP_BAD_URL"],
    ["credentials in the URL", "https://user:SECRET@api.example.com/", "HTTP_BAD_URL"],
  ])("refuses %s: %s", async (_what, url, code) => {
    const { request, asked } = setUp();
    const refusal = await request(url).catch((caught: unknown) => caught);
    expect(refusal).toEqual(error(code));
    expect(inspect(refusal)).not.toContain("SECRET");
    expect(asked).toEqual([]);
  });

  it("lets plain HTTP pass where its owner has decided so", async () => {
    expect(await setUp({ options: { allowCleartext: true } }).read("http://api.example.com/")).toBe("ok");
  });
});

describe("headers", () => {
  it("says who asks: the configuration's name before the program's", async () => {
    const plain = setUp();
    await plain.read("https://h.example/");
    expect(plain.asked[0]!.headers["user-agent"]).toBe("collector/1");
    const named = setUp({ user_agent: "mine/2" });
    await named.read("https://h.example/");
    expect(named.asked[0]!.headers["user-agent"]).toBe("mine/2");
  });

  it.each(["key\r\nx-injected: 1", "key\n"])("sends nothing when a value is %j", async (value) => {
    const { request, asked } = setUp();
    await expect(request("https://h.example/", { headers: { authorization: value } })).rejects.toEqual(
      error("HTTP_BAD_HEADER"),
    );
    expect(asked).toEqual([]);
  });

  it("sends nothing when the configured user agent holds a line break", async () => {
    const { request, asked } = setUp({ user_agent: "a\r\nb: c" });
    await expect(request("https://h.example/")).rejects.toEqual(error("HTTP_BAD_HEADER"));
    expect(asked).toEqual([]);
  });
});

describe("redirects", () => {
  const to =
    (locations: Readonly<Record<string, string>>, status = 302) =>
    ({ url }: HttpRequest): Answer => {
      const location = locations[url];
      return location === undefined ? { body: "end" } : { status, headers: { location }, body: "moved" };
    };
  const key = { headers: { "x-api-key": "KEY", accept: "*/*" } };
  const open = { allow_private: true };

  it.each([301, 302, 303, 307, 308])("follows a %i within the host, with the headers", async (status) => {
    const { read, asked } = setUp({ answer: to({ "https://h.example/a": "/b?x=1" }, status) });
    expect(await read("https://h.example/a", key)).toBe("end");
    expect(asked.map(({ url, headers }) => [url, headers["x-api-key"]])).toEqual([
      ["https://h.example/a", "KEY"],
      ["https://h.example/b?x=1", "KEY"],
    ]);
  });

  it.each([
    ["an upgrade to https", "http://h.example/a", "https://h.example/a", "KEY"],
    ["another port", "https://h.example/a", "https://h.example:8443/a", undefined],
    ["the first port again", "https://h.example/a", "https://h.example:443/b", "KEY"],
  ])("at %s sends the key where it belongs", async (_what, url, location, sent) => {
    const { read, asked } = setUp({ ...open, answer: to({ [url]: location }) });
    expect(await read(url, key)).toBe("end");
    expect([asked[1]!.headers["x-api-key"], asked[1]!.headers["accept"]]).toEqual([sent, "*/*"]);
  });

  it.each([
    ["to another host", "https://h.example/a", "https://evil.example/", "HTTP_REDIRECT"],
    ["to a sibling host", "https://h.example/a", "https://www.h.example/", "HTTP_REDIRECT"],
    ["to another scheme", "https://h.example/a", "file:///etc/passwd", "HTTP_REDIRECT"],
    ["to metadata", "https://h.example/a", "http://169.254.169.254/latest/meta-data/", "HTTP_REDIRECT"],
    ["from https to http", "https://h.example/a", "http://h.example/a", "HTTP_REDIRECT"],
    ["to what is no URL", "https://h.example/a", "https://[/", "HTTP_REDIRECT"],
    ["with credentials", "https://h.example/a", "https://u:SECRET@h.example/b", "HTTP_BAD_URL"],
  ])("refuses one %s, and sends nothing there", async (_what, url, location, code) => {
    const { request, asked } = setUp({ ...open, answer: to({ [url]: location }) });
    const refusal = await request(url, key).catch((caught: unknown) => caught);
    expect(refusal).toEqual(error(code));
    expect(inspect(refusal)).not.toMatch(/SECRET|KEY/);
    expect(asked).toHaveLength(1);
  });

  it("checks each hop by its address again", async () => {
    const answer = to({ "https://h.example/a": "/b" });
    const { world, request, asked } = setUp({
      answer: (asking) => {
        world.network.addresses.set("h.example", "169.254.169.254");
        return answer(asking);
      },
    });
    await expect(request("https://h.example/a")).rejects.toEqual(error("HTTP_ADDRESS_REFUSED"));
    expect(asked).toHaveLength(1);
  });

  it("checks each hop by allow_hosts and scheme: a key that went out in https comes back in no http", async () => {
    const answer = to({ "http://h.example/a": "https://h.example/b", "https://h.example/b": "http://h.example/c" });
    const { request, asked } = setUp({ ...open, answer });
    await expect(request("http://h.example/a")).rejects.toEqual(error("HTTP_REDIRECT"));
    expect(asked).toHaveLength(2);
  });

  it("follows ten, and refuses the eleventh", async () => {
    const answer = ({ url }: HttpRequest): Answer => {
      const left = Number(new URL(url).searchParams.get("left"));
      return left === 0 ? { body: "end" } : { status: 302, headers: { location: `/?left=${left - 1}` } };
    };
    expect(await setUp({ answer }).read("https://h.example/?left=10")).toBe("end");
    const { request, asked } = setUp({ answer });
    await expect(request("https://h.example/?left=11")).rejects.toEqual(error("HTTP_REDIRECT"));
    expect(asked).toHaveLength(11);
  });

  it.each([
    ["POST", 307, "/b"],
    ["PUT", 308, "/b"],
    ["GET", 300, "/b"],
    ["GET", 304, undefined],
  ])("gives a %s its %i as an answer", async (method, status, location) => {
    const { request, asked } = setUp({
      answer: () => ({ status, ...(location === undefined ? {} : { headers: { location } }) }),
    });
    expect((await request("https://h.example/a", { method })).status).toBe(status);
    expect(asked).toHaveLength(1);
  });

  it("gives up a redirect's body that never ends with the time for the whole", async () => {
    const headers = { location: "/b" };
    const answer: Setup["answer"] = (_, world) => ({ status: 302, headers, body: drops(world, Infinity, 100) });
    const { request } = setUp({ answer, timeout: 1_000 });
    await expect(request("https://h.example/a")).rejects.toEqual(error("HTTP_TIMEOUT", "retryable"));
  });
});

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
    const asking = client.request({ method: "GET", url: "https://h.example/", headers: {}, signal: never });
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
