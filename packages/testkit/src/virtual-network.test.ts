import type { HttpRequest, HttpResponse, ServerHandler } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { NetworkError } from "./virtual-connection.ts";
import type { VirtualHttpResponse } from "./virtual-http.ts";
import { jsonAnswer } from "./network-answer.ts";
import { VirtualRuntime } from "./virtual-runtime.ts";
import { World } from "./world.ts";

const never = new AbortController().signal;
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function get(runtime: VirtualRuntime, url: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  return runtime.http.open({}).request({ method: "GET", url, headers: {}, signal: never, ...more });
}

async function getText(runtime: VirtualRuntime, url: string): Promise<string> {
  const { body } = await get(runtime, url);
  return decode(await body.read(1_000_000));
}

describe("routes", () => {
  it("answer with the request and the true time, after the latency", async () => {
    const world = new World(Date.UTC(2026, 0, 1));
    const runtime = new VirtualRuntime(world, { skewMs: 60_000 });
    world.route("https://api.example/", (request, now) => jsonAnswer({ url: request.url, now }));
    const response = await world.until(get(runtime, "https://api.example/x"));
    expect(response.status).toBe(200);
    expect(response.headers).toEqual({ "content-type": "application/json", date: "Thu, 01 Jan 2026 00:00:00 GMT" });
    const now = Date.UTC(2026, 0, 1) + 10;
    expect(JSON.parse(decode(await response.body.read(100)))).toEqual({ url: "https://api.example/x", now });
    expect(world.now).toBe(now + 10);
  });

  it.each([
    ["the start of a URL", "http://a.example/v1"],
    ["a pattern", /a\.example\/v\d/],
    ["a decision", (url: URL) => url.hostname === "a.example"],
  ])("match by %s; the newest wins, and a removed one answers no more", async (_kind, match) => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    world.route(match, () => ({ body: "first" }));
    const remove = world.route(match, () => ({ body: "second" }));
    expect(await world.until(getText(runtime, "http://a.example/v1/x"))).toBe("second");
    remove();
    expect(await world.until(getText(runtime, "http://a.example/v1/x"))).toBe("first");
    await expect(world.until(get(runtime, "http://b.example/v1"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("take their time", async () => {
    const world = new World(0);
    world.network.latencyMs = 0;
    world.route("", () => ({ delayMs: 700 }));
    await world.until(get(new VirtualRuntime(world), "http://a/"));
    expect(world.now).toBe(700);
  });

  it("that fail are a fault of the test, which no component can swallow", async () => {
    const world = new World();
    world.route("", () => {
      throw new TypeError("bad route");
    });
    get(new VirtualRuntime(world), "http://a/").catch(() => undefined);
    await expect(world.advance(100)).rejects.toThrow("bad route");
  });

  it("may break the connection on purpose", async () => {
    const world = new World();
    world.route("", () => {
      throw new NetworkError("EPIPE", "on purpose");
    });
    await expect(world.until(get(new VirtualRuntime(world), "http://a/"))).rejects.toMatchObject({ code: "EPIPE" });
  });

  it("give bodies as text, bytes, chunks and streams, readable once and up to a limit", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const bytes = new TextEncoder().encode("body");
    async function* stream(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 1);
      yield bytes.subarray(1);
    }
    for (const body of ["body", bytes, [bytes.subarray(0, 2), bytes.subarray(2)], stream()]) {
      const remove = world.route("", () => ({ body }));
      const response = await world.until(get(runtime, "http://a/"));
      expect(decode(await response.body.read(4))).toBe("body");
      expect(await response.body.read(4)).toHaveLength(0);
      remove();
    }
    world.route("", () => ({ body: "body" }));
    const response = await world.until(get(runtime, "http://a/"));
    await expect(response.body.read(3)).rejects.toThrow(RangeError);
  });
});

describe("trouble on the way", () => {
  const faults = [
    ["refused", "ECONNREFUSED", 0],
    ["timeout", "ETIMEDOUT", 0],
    ["reset", "ECONNRESET", 0],
    ["lost", "ECONNRESET", 1],
  ] as const;
  it.each(faults)("%s: rejects with %s, and the other side saw %i requests", async (kind, code, arrived) => {
    const world = new World();
    let requests = 0;
    world.route("", () => {
      requests++;
      return {};
    });
    world.network.fault({ match: "http://a/", kind, times: 1 });
    const runtime = new VirtualRuntime(world);
    await expect(world.until(get(runtime, "http://a/"))).rejects.toMatchObject({ code });
    expect(requests).toBe(arrived);
    expect((await world.until(get(runtime, "http://a/"))).status).toBe(200);
  });

  it("cut: the answer breaks in the middle of its body", async () => {
    const world = new World();
    world.route("", () => ({ body: "x".repeat(100), cutAfterBytes: 60 }));
    const response = await world.until(get(new VirtualRuntime(world), "http://a/"));
    const seen: number[] = [];
    const reading = (async () => {
      for await (const part of response.body) seen.push(part.length);
    })();
    await expect(reading).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(seen).toEqual([60]);
  });

  it("comes with its probability, decided by the seed", async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const world = new World(0, seed);
      world.route("", () => ({}));
      world.network.fault({ kind: "reset", probability: 0.5 });
      const runtime = new VirtualRuntime(world);
      const tries = Array.from({ length: 20 }, () =>
        get(runtime, "http://a/").then(
          () => "1",
          () => "0",
        ),
      );
      return (await world.until(Promise.all(tries))).join("");
    };
    expect(await outcomes(1)).toBe(await outcomes(1));
    expect(await outcomes(1)).not.toBe(await outcomes(2));
    expect(await outcomes(1)).toMatch(/^(?=.*0)(?=.*1)/);
  });

  it("a partition lets dials time out, leaves what is under way unanswered, and heals", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world, { host: "here" });
    world.route("http://there/", () => ({ delayMs: 100 }));
    const stop = new AbortController();
    const underWay = get(runtime, "http://there/", { signal: stop.signal });
    await world.advance(50);
    const heal = world.network.partition("there", "here");
    await expect(world.until(get(runtime, "http://there/"))).rejects.toMatchObject({ code: "ETIMEDOUT" });
    stop.abort(new Error("gave up"));
    await expect(underWay).rejects.toThrow("gave up");
    heal();
    expect((await world.until(get(runtime, "http://there/"))).status).toBe(200);
  });
});

describe("a signal", () => {
  it("ends a request at once, with its reason", async () => {
    const world = new World(0);
    world.route("", () => ({ delayMs: 1_000 }));
    const stop = new AbortController();
    const request = get(new VirtualRuntime(world), "http://a/", { signal: stop.signal });
    await world.advance(100);
    const reason = new Error("no longer wanted");
    stop.abort(reason);
    await expect(request).rejects.toBe(reason);
  });

  it("ends the reading of a body that hangs", async () => {
    const world = new World();
    world.route("", () => ({ body: hanging() }));
    const stop = new AbortController();
    const { body } = await world.until(get(new VirtualRuntime(world), "http://a/", { signal: stop.signal }));
    const read = body.read(100);
    stop.abort(new Error("enough"));
    await expect(read).rejects.toThrow("enough");
  });

  async function* hanging(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1);
    await new Promise(() => undefined);
  }
});

describe("clients", () => {
  it("ask before they connect to an address", async () => {
    const world = new World();
    world.network.addresses.set("metadata.example", "169.254.169.254");
    world.route("", () => ({}));
    const asked: string[] = [];
    const client = new VirtualRuntime(world).http.open({
      allowAddress: (ip) => {
        asked.push(ip);
        return !ip.startsWith("169.254.");
      },
    });
    const request = { method: "GET", headers: {}, signal: never };
    await world.until(client.request({ ...request, url: "http://10.1.2.3/" }));
    const refused = world.until(client.request({ ...request, url: "http://metadata.example/" }));
    await expect(refused).rejects.toMatchObject({ code: "HTTP_ADDRESS_REFUSED" });
    expect(asked).toEqual(["10.1.2.3", "169.254.169.254"]);
  });

  it("open no more connections an origin than they were allowed", async () => {
    const world = new World(0);
    let [busy, most] = [0, 0];
    world.route("", async () => {
      most = Math.max(most, ++busy);
      await world.wait(100);
      busy--;
      return {};
    });
    const client = new VirtualRuntime(world).http.open({ connections: 2 });
    const all = Array.from({ length: 7 }, () =>
      client.request({ method: "GET", url: "http://a/", headers: {}, signal: never }),
    );
    await world.until(Promise.all(all));
    expect([most, world.now]).toEqual([2, 4 * 120]);
  });

  it("that wait for a connection leave the queue when their signal fires", async () => {
    const world = new World(0);
    world.route("", () => ({ delayMs: 1_000 }));
    const client = new VirtualRuntime(world).http.open({ connections: 1 });
    const stop = new AbortController();
    const request = { method: "GET", url: "http://a/", headers: {} };
    const first = client.request({ ...request, signal: never });
    const second = client.request({ ...request, signal: stop.signal });
    const third = client.request({ ...request, signal: never });
    await world.advance(10);
    stop.abort(new Error("left"));
    await expect(second).rejects.toThrow("left");
    await world.until(Promise.all([first, third]));
    expect(world.now).toBe(2 * 1_020);
  });

  it("refuse to work after they were closed", async () => {
    const client = new VirtualRuntime(new World()).http.open({});
    await client.close();
    const request = client.request({ method: "GET", url: "http://a/", headers: {}, signal: never });
    await expect(request).rejects.toMatchObject({ code: "ECLOSED" });
  });
});

describe("servers", () => {
  const echo: ServerHandler = async ({ body, peer }) => ({
    status: 200,
    headers: { "x-peer": peer.split(":")[0]! },
    body: [await body.read(1_000)],
  });

  it("are reached by http.request, by whom the address allows", async () => {
    const world = new World();
    const [here, there] = [new VirtualRuntime(world, { host: "here" }), new VirtualRuntime(world, { host: "there" })];
    const { endpoint } = await here.servers.listen("127.0.0.1:0", echo);
    await here.servers.listen("0.0.0.0:4318", echo);
    expect(endpoint).toMatch(/^127\.0\.0\.1:\d+$/);
    const body = [new TextEncoder().encode("pi"), new TextEncoder().encode("ng")];
    const response = await world.until(get(here, `http://${endpoint}/`, { method: "POST", body }));
    expect([response.headers["x-peer"], decode(await response.body.read(9))]).toEqual(["127.0.0.1", "ping"]);
    for (const [runtime, url, isThere] of [
      [here, "http://localhost:4318/", true],
      [there, "http://here:4318/", true],
      [there, "http://localhost:4318/", false],
      [there, `http://${endpoint}/`, false],
      [here, "https://localhost:4318/", false],
    ] as const) {
      const answered = await world.until(
        get(runtime, url).then(
          () => true,
          () => false,
        ),
      );
      expect(answered, url).toBe(isThere);
    }
  });

  it.each([
    ["/metrics?name=a%20b", {}, { url: "/metrics?name=a%20b", host: "localhost:8888" }],
    ["", {}, { url: "/", host: "localhost:8888" }],
    ["/#part", { host: "other.example" }, { url: "/", host: "other.example" }],
  ])("are handed the path of %j and the host, as sockets do it", async (rest, headers, expected) => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const asked: object[] = [];
    await runtime.servers.listen("127.0.0.1:8888", async ({ url, headers: given }) => {
      asked.push({ url, host: given["host"] });
      return { status: 204, headers: {}, body: [] };
    });
    await world.until(get(runtime, `http://localhost:8888${rest}`, { headers }));
    expect(asked).toEqual([expected]);
  });

  it("share no port of one machine", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    await runtime.servers.listen("0.0.0.0:1", echo);
    await expect(runtime.servers.listen("127.0.0.1:1", echo)).rejects.toMatchObject({ code: "EADDRINUSE" });
    await new VirtualRuntime(world, { host: "b" }).servers.listen("127.0.0.1:1", echo);
    await expect(runtime.servers.listen("no port", echo)).rejects.toMatchObject({ code: "EINVAL" });
  });

  it("share a port with other processes that were told to, until they die", async () => {
    const world = new World();
    const processes = ["a", "b"].map((name) => ({ name, runtime: new VirtualRuntime(world) }));
    for (const { name, runtime } of processes) {
      const handle: ServerHandler = async () => ({ status: 200, headers: { "x-name": name }, body: [] });
      await runtime.servers.listen("0.0.0.0:4318", handle, { isShared: true });
    }
    const client = new VirtualRuntime(world);
    const ask = async (): Promise<string> => {
      const response = await world.until(get(client, "http://localhost:4318/"));
      return response.headers["x-name"]!;
    };
    const askOften = async (): Promise<string[]> => {
      const names = new Set<string>();
      for (let time = 0; time < 20; time++) names.add(await ask());
      return [...names].toSorted();
    };
    expect(await askOften()).toEqual(["a", "b"]);
    await expect(client.servers.listen("0.0.0.0:4318", echo)).rejects.toMatchObject({ code: "EADDRINUSE" });
    processes[0]!.runtime.kill();
    expect(await askOften()).toEqual(["b"]);
  });

  it("with TLS are reached by https alone, and under mutual TLS by who shows a certificate", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const tls = { cert: "cert", key: "key" };
    const server = await runtime.servers.listen("127.0.0.1:4318", echo, { tls });
    expect((await world.until(get(runtime, "https://localhost:4318/"))).status).toBe(200);
    const plain = world.until(get(runtime, "http://localhost:4318/"));
    await expect(plain).rejects.toMatchObject({ code: "ECONNREFUSED" });

    server.renewTls({ ...tls, requiresClientCertificate: true });
    const refused = world.until(get(runtime, "https://localhost:4318/"));
    await expect(refused).rejects.toMatchObject({ code: "ECONNRESET" });
    const known = runtime.http.open({ tls: () => tls });
    const request = { method: "GET", url: "https://localhost:4318/", headers: {}, signal: never };
    expect((await world.until(known.request(request))).status).toBe(200);
  });

  it("on a socket file are reached by their own machine alone", async () => {
    const world = new World();
    const [here, there] = [new VirtualRuntime(world, { host: "here" }), new VirtualRuntime(world, { host: "there" })];
    const server = await here.servers.listen("/run/a.sock", echo, { transport: "unix" });
    await here.servers.listen("/run/b.sock", echo, { transport: "unix" });
    expect(server.endpoint).toBe("/run/a.sock");
    const taken = here.servers.listen("/run/a.sock", echo, { transport: "unix" });
    await expect(taken).rejects.toMatchObject({ code: "EADDRINUSE" });
    const url = `http+unix://${encodeURIComponent("/run/a.sock")}/v1/traces`;
    expect((await world.until(get(here, url))).headers["x-peer"]).toBe("unix");
    await expect(world.until(get(there, url))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("over HTTP/2 answer with trailers, and with a body that comes until the client leaves", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    let end = "";
    async function* ticks(signal: AbortSignal) {
      try {
        for (;;) {
          yield new TextEncoder().encode("tick");
          await runtime.timers.sleep(1_000, signal);
        }
      } catch (error) {
        end = String(error);
        throw error;
      }
    }
    const handle: ServerHandler = async ({ signal, url }) => ({
      status: 200,
      headers: {},
      body: url === "/watch" ? ticks(signal) : [],
      trailers: { "grpc-status": "0" },
    });
    const server = await runtime.servers.listen("127.0.0.1:1", handle, { protocol: "http2" });
    const unary: VirtualHttpResponse = await world.until(get(runtime, "http://localhost:1/"));
    expect(unary.trailers).toEqual({ "grpc-status": "0" });

    const stop = new AbortController();
    const stream = await world.until(get(runtime, "http://localhost:1/watch", { signal: stop.signal }));
    const parts = stream.body[Symbol.asyncIterator]();
    for (let tick = 0; tick < 3; tick++) {
      const { value } = (await world.until(parts.next())) as { value: Uint8Array };
      expect(decode(value)).toBe("tick");
    }
    expect(world.now).toBeGreaterThan(2_000);
    const closing = server.close(never);
    const next = expect(parts.next()).rejects.toThrow("enough");
    stop.abort(new Error("enough"));
    await world.until(Promise.all([closing, next]));
    expect(end).toBe("Error: enough");
  });

  it("over HTTP/1.1 answer 500 where only HTTP/2 has the words", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const { endpoint } = await runtime.servers.listen("127.0.0.1:0", async () => ({
      status: 200,
      headers: {},
      body: [],
      trailers: { a: "b" },
    }));
    expect((await world.until(get(runtime, `http://${endpoint}/`))).status).toBe(500);
  });

  it("answer 500 for a handler that fails", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const { endpoint } = await runtime.servers.listen("127.0.0.1:0", () => Promise.reject(new Error("bug")));
    expect((await world.until(get(runtime, `http://${endpoint}/`))).status).toBe(500);
  });

  it("tell the handler when the client left", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    let left: unknown;
    const { endpoint } = await runtime.servers.listen("127.0.0.1:0", async ({ signal }) => {
      await runtime.timers.sleep(60_000, signal).catch((reason: unknown) => (left = reason));
      return { status: 200, headers: {}, body: [] };
    });
    const stop = new AbortController();
    get(runtime, `http://${endpoint}/`, { signal: stop.signal }).catch(() => undefined);
    await world.advance(50);
    stop.abort("gone");
    await world.advance(1);
    expect(left).toBe("gone");
  });

  it("close when the requests under way are answered, or break them when the signal fires", async () => {
    for (const patient of [true, false]) {
      const world = new World(0);
      const runtime = new VirtualRuntime(world);
      const server = await runtime.servers.listen("127.0.0.1:0", async ({ signal }) => {
        await runtime.timers.sleep(1_000, signal);
        return { status: 200, headers: {}, body: [] };
      });
      const request = get(runtime, `http://${server.endpoint}/`).then(
        () => "answered",
        (error: NetworkError) => error.code,
      );
      await world.advance(100);
      const { signal } = runtime.timers.deadline(patient ? Infinity : 200);
      await world.until(server.close(signal));
      expect(world.now).toBe(patient ? 1_010 : 300);
      expect(await world.until(request)).toBe(patient ? "answered" : "ECONNRESET");
      await expect(world.until(get(runtime, `http://${server.endpoint}/`))).rejects.toMatchObject({
        code: "ECONNREFUSED",
      });
    }
  });

  it("die with their process: requests under way break, later ones are refused", async () => {
    const world = new World();
    const [server, client] = [new VirtualRuntime(world), new VirtualRuntime(world)];
    const { endpoint } = await server.servers.listen("127.0.0.1:0", () => new Promise(() => undefined));
    const underWay = get(client, `http://${endpoint}/`);
    await world.advance(50);
    server.kill();
    await expect(underWay).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(world.until(get(client, `http://${endpoint}/`))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
