// How connections are made, lost and shared out.
import { generateLogs, generateMetrics, generateTraces } from "@genai-collector/testkit";
import { promises as dns } from "node:dns";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { answerRaw, startGrpcSink, startRawSink, type GrpcSinkOptions } from "./grpc-sink.ts";
import { noRetry, setScene } from "./scene.ts";

async function sinkOf(options?: GrpcSinkOptions) {
  const sink = await startGrpcSink(options);
  onTestFinished(sink.stop);
  return sink;
}

async function sceneAt(endpoint: string, config: object = {}) {
  const scene = await setScene({ endpoint, ...config });
  onTestFinished(scene.shutdown);
  return scene;
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Takes connections and does nothing with them. */
async function startSilent(): Promise<{ readonly endpoint: string; readonly sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.resume(); // unread bytes would hide that the other side has closed
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** Stands between an exporter and its sink. `stall`: what is open now goes on in silence. */
async function startRelay(target: string): Promise<{ readonly endpoint: string; stall(): void }> {
  const [host, port] = target.split(":") as [string, string];
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((socket) => {
    const onward = connect(Number(port), host);
    for (const each of [socket, onward]) each.on("error", () => undefined);
    pairs.add([socket, onward]);
    socket.pipe(onward).pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of [...pairs].flat()) socket.destroy();
    server.close();
  });
  const stall = (): void => {
    for (const [socket, onward] of pairs) {
      socket.unpipe(onward);
      onward.unpipe(socket);
    }
  };
  return { endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`, stall };
}

/** Names resolve to these addresses, as if the system had said so. */
function resolveTo(...addresses: readonly string[]) {
  const found = addresses.map((address) => ({ address, family: 4 }));
  const lookup = vi.spyOn(dns, "lookup").mockImplementation((async () => found) as never);
  onTestFinished(() => lookup.mockRestore());
  return lookup;
}

describe("77: an unreachable backend", () => {
  it("does not keep the exporter from starting; what is sent is told to be retryable, and quotes no header", async () => {
    const port = await freePort();
    const scene = await sceneAt(`127.0.0.1:${port}`, { ...noRetry, headers: { authorization: "Bearer s3cret" } });
    const error = await scene.outcome(generateLogs());
    expect(error).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
    expect(error!.message).toContain("ECONNREFUSED");
    expect(error!.message).not.toContain("s3cret");
  });

  it("what is accepted waits in the queue, until that is full", async () => {
    const config = { sending_queue: { queue_size: 2 } };
    const scene = await sceneAt(`127.0.0.1:${await freePort()}`, config);
    const accepted = { acknowledge: "accepted" } as const;
    for (let i = 0; i < 2; i++) expect(await scene.outcome(generateLogs(), accepted)).toBeUndefined();
    expect(await scene.outcome(generateLogs(), accepted)).toMatchObject({ code: "EXPORT_QUEUE_FULL", kind: "refused" });
  });

  it("a name that nobody knows is retryable: it may be known later", async () => {
    const lookup = resolveTo();
    lookup.mockImplementation(() =>
      Promise.reject(Object.assign(new Error("queryA ENOTFOUND"), { code: "ENOTFOUND" })),
    );
    const scene = await sceneAt("nowhere.example.com:4317", noRetry);
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
  });

  it("delivers what it is sent once the sink is there", async () => {
    const port = await freePort();
    const scene = await sceneAt(`127.0.0.1:${port}`, {
      retry_on_failure: { initial_interval: "100ms", max_interval: "200ms", max_elapsed_time: "20s" },
    });
    const delivered = scene.consume(generateLogs());
    await vi.waitFor(() => expect(scene.recorded.count("otlp_grpc.requests{status=UNAVAILABLE}")).toBeGreaterThan(0));
    const sink = await sinkOf({ listen: `127.0.0.1:${port}` });
    await delivered;
    expect(sink.received).toHaveLength(1);
  });

  it("wait_for_ready: an attempt waits for the connection instead of failing", async () => {
    const port = await freePort();
    const scene = await sceneAt(`127.0.0.1:${port}`, { ...noRetry, wait_for_ready: true, timeout: "20s" });
    const delivered = scene.consume(generateLogs());
    const sink = await sinkOf({ listen: `127.0.0.1:${port}` });
    await delivered;
    expect(sink.received).toHaveLength(1);
  });
});

describe("a sink that is lost", () => {
  it("gone, then back: it is dialled again", async () => {
    const first = await sinkOf();
    const scene = await sceneAt(first.endpoint);
    await scene.consume(generateLogs());
    first.stop();
    const second = await sinkOf({ listen: first.endpoint });
    await scene.consume(generateLogs());
    expect([first.received.length, second.received.length]).toEqual([1, 1]);
  });

  it("a connection that breaks in the middle of a call is retryable, and the call is repeated", async () => {
    const sink = await startRawSink((request, number) => {
      if (number === 1) request.session.destroy();
      else answerRaw(request, { "grpc-status": "0" });
    });
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint);
    await scene.consume(generateLogs());
    expect(sink.requests).toHaveLength(2);
    expect(sink.requests[1]!.message.equals(sink.requests[0]!.message)).toBe(true);
    expect(scene.recorded.count("otlp_grpc.requests{status=UNAVAILABLE}")).toBe(1);
  });

  it("a stream that is reset is no answer: nothing says that the data was taken", async () => {
    const sink = await startRawSink(({ stream }) => stream.close(2));
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint, noRetry);
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_FAILED", kind: "retryable" });
  });

  it("GOAWAY: the call under way ends well, the next one takes a new connection", async () => {
    const sessions = new Set<unknown>();
    const sink = await startRawSink((request, number) => {
      sessions.add(request.session);
      if (number === 1) request.session.goaway(0, request.stream.id);
      setTimeout(() => answerRaw(request, { "grpc-status": "0" }), 50);
    });
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint, noRetry);
    await scene.consume(generateLogs());
    await scene.consume(generateLogs());
    expect([sink.requests.length, sessions.size]).toEqual([2, 2]);
  });

  it("a call that a server has not seen, behind GOAWAY or refused, is repeated at once, however large it is", async () => {
    const sink = await startRawSink((request, number) => {
      if (number === 1) request.stream.close(7);
      else answerRaw(request, { "grpc-status": "0" });
    });
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint, noRetry);
    await scene.consume(generateTraces({ resources: 40, items: 500 }));
    expect(sink.requests).toHaveLength(2);
    expect(sink.requests[0]!.message.length).toBeGreaterThan(2_000_000);
  });
});

describe("a silent sink", () => {
  it("that takes connections alone costs the timeout", async () => {
    const { endpoint } = await startSilent();
    const scene = await sceneAt(endpoint, { ...noRetry, timeout: "200ms" });
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_TIMEOUT", kind: "retryable" });
  });

  it("that takes calls alone costs the timeout, too, and is told that nobody waits any more", async () => {
    const closed = Promise.withResolvers<void>();
    const sink = await startRawSink(({ stream }) => void stream.on("close", closed.resolve));
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint, { ...noRetry, timeout: "200ms" });
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_TIMEOUT", kind: "retryable" });
    await closed.promise;
  });

  it("a sender that leaves ends its call", async () => {
    const [arrived, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const sink = await startRawSink(({ stream }) => {
      stream.on("close", closed.resolve);
      arrived.resolve();
    });
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint);
    const sender = new AbortController();
    const outcome = scene.outcome(generateLogs(), { signal: sender.signal });
    await arrived.promise;
    sender.abort(new Error("gone"));
    expect(await outcome).toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
    await closed.promise;
  });

  it("the end of the time to shut down ends what is under way, and every connection", async () => {
    const arrived = Promise.withResolvers<void>();
    const sink = await startRawSink(() => arrived.resolve());
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint);
    const outcome = scene.outcome(generateLogs());
    await arrived.promise;
    await scene.shutdown();
    expect(await outcome).toMatchObject({ code: "EXPORT_ABORTED" });
    await vi.waitFor(() => expect(sink.sessions.size).toBe(0));
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
  });

  it("a dial that is under way ends at shutdown", async () => {
    const { endpoint, sockets } = await startSilent();
    const scene = await sceneAt(endpoint);
    const outcome = scene.outcome(generateLogs());
    await vi.waitFor(() => expect(sockets.size).toBe(1));
    await scene.shutdown();
    await outcome;
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it("a server that never begins HTTP/2 is given up after 20 s, and dialled again", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { endpoint, sockets } = await startSilent();
    const scene = await sceneAt(endpoint, { ...noRetry, timeout: "0s" });
    const outcome = scene.outcome(generateLogs());
    await expect.poll(() => sockets.size, { interval: 0 }).toBe(1);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(sockets.size).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
  });
});

it("a connection that works is not taken for one that never began", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const sink = await startRawSink();
  onTestFinished(sink.stop);
  const scene = await sceneAt(sink.endpoint);
  await scene.consume(generateLogs());
  const [session] = sink.sessions;
  await vi.advanceTimersByTimeAsync(60_000);
  await scene.consume(generateLogs());
  expect(sink.requests.map((request) => request.session === session)).toEqual([true, true]);
});

describe("channels", () => {
  it("each signal has its own connection, made when there is something to send", async () => {
    const sink = await startRawSink();
    onTestFinished(sink.stop);
    const scene = await sceneAt(sink.endpoint);
    expect(sink.sessions.size).toBe(0);
    for (const payload of [generateLogs(), generateLogs(), generateTraces(), generateMetrics()])
      await scene.consume(payload);
    expect(sink.sessions.size).toBe(3);
  });

  it.each([
    ["round_robin", [2, 2]],
    ["pick_first", [4, 0]],
  ])("balancer_name %s shares calls out over two addresses: %j", async (balancer_name, shares) => {
    const first = await sinkOf();
    const second = await sinkOf({ listen: first.endpoint.replace("127.0.0.1", "127.0.0.2") });
    resolveTo("127.0.0.1", "127.0.0.2");
    const scene = await sceneAt(first.endpoint.replace("127.0.0.1", "dns:///sinks.example.com"), { balancer_name });
    await scene.consume(generateLogs());
    // Until both are connected, calls take the one that is.
    if (balancer_name === "round_robin") {
      await vi.waitFor(async () => {
        await scene.consume(generateLogs());
        expect(second.received.length * first.received.length).toBeGreaterThan(0);
      });
      for (const sink of [first, second]) sink.received.length = 0;
      await scene.consume(generateLogs());
    }
    for (let call = 0; call < 3; call++) await scene.consume(generateLogs());
    expect([first.received.length, second.received.length]).toEqual(shares);
  });

  it("round_robin goes on with the other address when one is gone", async () => {
    const first = await sinkOf();
    const second = await sinkOf({ listen: first.endpoint.replace("127.0.0.1", "127.0.0.2") });
    resolveTo("127.0.0.1", "127.0.0.2");
    const scene = await sceneAt(first.endpoint.replace("127.0.0.1", "sinks.example.com"));
    await scene.consume(generateLogs());
    first.stop();
    for (let call = 0; call < 4; call++) expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(second.received.length).toBeGreaterThanOrEqual(4);
  });

  it("passthrough:/// takes the addresses of a name for ways to one server", async () => {
    const sink = await sinkOf();
    resolveTo("127.0.0.3", "127.0.0.1"); // nobody listens at the first
    const scene = await sceneAt(sink.endpoint.replace("127.0.0.1", "passthrough:///sink.example.com"), noRetry);
    for (let call = 0; call < 3; call++) await scene.consume(generateLogs());
    expect(sink.received).toHaveLength(3);
  });

  it("http:// is left out of the target", async () => {
    const sink = await sinkOf();
    const scene = await sceneAt(`http://${sink.endpoint}`);
    await scene.consume(generateLogs());
    expect(sink.received[0]!.host).toBe(sink.endpoint);
  });

  it("unix:///: a socket of this machine", async () => {
    const folder = mkdtempSync(join(tmpdir(), "otlp-grpc-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const endpoint = `unix://${join(folder, "sink")}`;
    const sink = await sinkOf({ listen: endpoint });
    const scene = await sceneAt(endpoint);
    await scene.consume(generateLogs());
    expect(sink.received).toHaveLength(1);
  });
});

describe("keepalive", () => {
  it("a connection that gives no sign of life is ended, and the call repeated over a new one", async () => {
    const sink = await startRawSink((request, number) => {
      if (number === 1) relay.stall();
      else answerRaw(request, { "grpc-status": "0" });
    });
    onTestFinished(sink.stop);
    const relay = await startRelay(sink.endpoint);
    const scene = await sceneAt(relay.endpoint, { keepalive: { time: "50ms", timeout: "50ms" } });
    await scene.consume(generateLogs());
    expect(sink.requests).toHaveLength(2);
    expect(scene.recorded.count("otlp_grpc.requests{status=UNAVAILABLE}")).toBe(1);
  });

  it("keepalive: {} pings every 10 s while a call is under way; without it, nobody does", async () => {
    for (const [keepalive, expected] of [
      [{ keepalive: { time: "30ms" } }, true],
      [{}, false],
      [{ keepalive: { time: "30ms", enabled: false } }, false],
    ] as const) {
      let pings = 0;
      const sink = await startRawSink((request) => {
        request.session.on("ping", () => pings++);
        setTimeout(() => answerRaw(request, { "grpc-status": "0" }), 150);
      });
      onTestFinished(sink.stop);
      const scene = await sceneAt(sink.endpoint, keepalive);
      await scene.consume(generateLogs());
      expect(pings > 0).toBe(expected);
    }
  });
});
