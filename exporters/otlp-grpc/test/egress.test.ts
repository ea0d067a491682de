// What may be dialled.
import { generateLogs } from "@genai-collector/testkit";
import { promises as dns } from "node:dns";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, Socket, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startGrpcSink } from "./grpc-sink.ts";
import { noRetry, setScene } from "./scene.ts";

async function sceneAt(endpoint: string, config: object = {}) {
  const scene = await setScene({ endpoint, ...noRetry, ...config });
  onTestFinished(scene.shutdown);
  return scene;
}

async function sinkOf() {
  const sink = await startGrpcSink();
  onTestFinished(sink.stop);
  return sink;
}

/** Where this process tries to connect to from now on. */
function watchDials(): string[] {
  const dialled: string[] = [];
  const original = Socket.prototype.connect as (this: Socket, ...given: unknown[]) => Socket;
  const spy = vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...given: unknown[]) {
    const [first] = given.flat();
    dialled.push((first as { host: string }).host);
    return original.apply(this, given);
  });
  onTestFinished(() => spy.mockRestore());
  return dialled;
}

function resolveTo(...addresses: readonly string[]) {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const lookup = vi.spyOn(dns, "lookup").mockImplementation((async () => found) as never);
  onTestFinished(() => lookup.mockRestore());
}

describe("addresses", () => {
  it.each([
    ["dns:///metadata.example.com:4317", ["169.254.169.254"]],
    ["metadata.example.com:4317", ["169.254.169.254"]],
    ["passthrough:///metadata.example.com:4317", ["169.254.169.254"]],
    ["metadata.example.com:4317", ["::ffff:169.254.169.254"]],
    ["metadata.example.com:4317", ["fd00:ec2::254"]],
    ["metadata.example.com:4317", ["127.0.0.1", "169.254.169.254"]],
    ["passthrough:///metadata.example.com:4317", ["127.0.0.1", "100.100.100.200"]],
  ])("%s that resolves to %j is never dialled: it is for a human", async (endpoint, addresses) => {
    resolveTo(...addresses);
    const dialled = watchDials();
    const scene = await sceneAt(endpoint);
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await scene.outcome(generateLogs())).toMatchObject({
        code: "HTTP_ADDRESS_REFUSED",
        kind: "misconfigured",
      });
    expect(dialled).toEqual([]);
    expect([...scene.recorded.counts.keys()].filter((key) => key.includes("requests"))).toEqual([]); // nothing was sent
  });

  it("wait_for_ready does not hide it", async () => {
    resolveTo("169.254.169.254");
    const scene = await sceneAt("metadata.example.com:4317", { wait_for_ready: true, timeout: "300ms" });
    const error = await scene.outcome(generateLogs());
    expect(["HTTP_ADDRESS_REFUSED", "EXPORT_TIMEOUT"]).toContain(error!.code);
  });

  it("what was refused is looked up again after 30 s", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const sink = await sinkOf();
    resolveTo("169.254.169.254");
    const scene = await sceneAt(sink.endpoint.replace("127.0.0.1", "sink.example.com"));
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "HTTP_ADDRESS_REFUSED" });
    resolveTo("127.0.0.1");
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(sink.received).toHaveLength(1);
  });

  it("a name that changes its address behind a check gains nothing: what was checked is dialled", async () => {
    const sink = await sinkOf();
    const answers = ["127.0.0.1", "169.254.169.254"];
    const lookup = vi.spyOn(dns, "lookup").mockImplementation((async () => {
      return [{ address: answers.shift(), family: 4 }];
    }) as never);
    onTestFinished(() => lookup.mockRestore());
    const dialled = watchDials();
    const scene = await sceneAt(sink.endpoint.replace("127.0.0.1", "rebinding.example.com"));
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(dialled).toEqual(["127.0.0.1"]);
  });

  it.each([
    ["169.254.169.254:4317", {}],
    ["[fd00:ec2::254]:4317", {}],
    ["[::ffff:169.254.169.254]:4317", {}],
    ["passthrough:///169.254.169.254:4317", {}],
    ["2852039166:4317", {}],
    ["127.0.0.1:4317", { allow_private: false }],
    ["[::1]:4317", { allow_private: false }],
  ])("%s with %j is a problem of the configuration", async (endpoint, config) => {
    await expect(sceneAt(endpoint, config)).rejects.toThrow("may not be reached");
  });

  it("allow_private: false refuses names with private addresses", async () => {
    const dialled = watchDials();
    const scene = await sceneAt("localhost:4317", { allow_private: false });
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "HTTP_ADDRESS_REFUSED" });
    expect(dialled).toEqual([]);
  });
});

/** Connects to `target`, whoever was asked for. */
async function startProxy(target: string) {
  const asked: { readonly url: string | undefined; readonly credentials: string | undefined }[] = [];
  const server = createServer();
  const sockets = new Set<Duplex>();
  server.on("connect", (request: IncomingMessage, socket: Duplex) => {
    asked.push({ url: request.url, credentials: request.headers["proxy-authorization"] });
    const [host, port] = target.split(":") as [string, string];
    const onward = connect(Number(port), host);
    for (const each of [socket, onward]) sockets.add(each.on("error", () => undefined));
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("HTTPS_PROXY", () => {
  const setEnvironment = (variables: Readonly<Record<string, string>>): void => {
    for (const [name, value] of Object.entries({ HTTPS_PROXY: "", NO_PROXY: "", ...variables }))
      vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
  };

  it("is asked to connect, with its credentials, as otelcol does", async () => {
    const sink = await sinkOf();
    const proxy = await startProxy(sink.endpoint);
    setEnvironment({ HTTPS_PROXY: `http://u:p%40ss@${proxy.address}` });
    const scene = await sceneAt("otel.sink.invalid:4317"); // a name that is known to nobody but the proxy
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(proxy.asked).toEqual([
      { url: "otel.sink.invalid:4317", credentials: `Basic ${Buffer.from("u:p@ss").toString("base64")}` },
    ]);
    expect(sink.received[0]!.host).toBe("otel.sink.invalid:4317");
  });

  it("is not asked for what resolves to an address that may not be reached", async () => {
    const sink = await sinkOf();
    const proxy = await startProxy(sink.endpoint);
    setEnvironment({ HTTPS_PROXY: proxy.address });
    resolveTo("169.254.169.254");
    const scene = await sceneAt("metadata.example.com:4317");
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "HTTP_ADDRESS_REFUSED", kind: "misconfigured" });
    expect(proxy.asked).toEqual([]);
  });

  it("is asked once the name resolves to another", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const sink = await sinkOf();
    const proxy = await startProxy(sink.endpoint);
    setEnvironment({ HTTPS_PROXY: proxy.address });
    resolveTo("169.254.169.254");
    const scene = await sceneAt("sink.example.com:4317");
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "HTTP_ADDRESS_REFUSED" });
    resolveTo("127.0.0.1");
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(proxy.asked).toHaveLength(1);
  });

  it("stands back for NO_PROXY and loopback", async () => {
    const sink = await sinkOf();
    const proxy = await startProxy(sink.endpoint);
    setEnvironment({ HTTPS_PROXY: proxy.address, NO_PROXY: "example.com" });
    resolveTo("127.0.0.1");
    for (const host of ["sink.example.com", "127.0.0.1"]) {
      const scene = await sceneAt(sink.endpoint.replace("127.0.0.1", host));
      expect(await scene.outcome(generateLogs())).toBeUndefined();
    }
    expect(proxy.asked).toEqual([]);
  });

  it("that refuses, or is not there, is retryable", async () => {
    setEnvironment({ HTTPS_PROXY: "http://127.0.0.1:1" });
    const scene = await sceneAt("otel.sink.invalid:4317");
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_UNAVAILABLE", kind: "retryable" });
  });

  it("that is no URL of a proxy is for a human", async () => {
    setEnvironment({ HTTPS_PROXY: "gopher://p:s3cret@x" });
    const scene = await sceneAt("otel.sink.invalid:4317");
    const error = await scene.outcome(generateLogs());
    expect(error).toMatchObject({ code: "HTTP_BAD_PROXY", kind: "misconfigured" });
    expect(error!.message).not.toContain("s3cret");
  });
});
