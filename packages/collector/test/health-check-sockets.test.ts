import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials, Metadata, status, type Client, type ServiceError } from "@grpc/grpc-js";
import type { ComponentStatus, Listener, StatusWatcher } from "@genai-collector/component";
import { healthCheckV2ExtensionFactory as factory } from "@genai-collector/extension-health-check";
import { createHost, createSettings, decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemRuntime } from "../src/runtime/runtime.ts";
import { openClient, pem, pemPath } from "./otlp-grpc-scene.ts";

// grpc.health.v1 on real sockets, asked by @grpc/grpc-js, which shares no code with the extension. Everything it answers
// is proved in virtual time, in the extension's own tests.

const [serving, notServing, serviceUnknown] = [1, 2, 3];
const never = new AbortController().signal;
const turns = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** An extension on real sockets; `endpoint` is its gRPC server's. */
async function startHealth(grpc: object = {}, config: object = {}) {
  const listeners: Listener[] = [];
  const runtime = {
    ...systemRuntime,
    servers: {
      listen: async (...given: Parameters<typeof systemRuntime.servers.listen>) => {
        const listener = await systemRuntime.servers.listen(...given);
        listeners.push(listener);
        return listener;
      },
    },
  };
  const raw = { grpc: { endpoint: "127.0.0.1:0", ...grpc }, ...config };
  const settings = createSettings("healthcheckv2", runtime);
  const extension = factory.create(settings, decodeConfig(factory.config, raw, "extensions::healthcheckv2"));
  await extension.start!(createHost());
  onTestFinished(() => extension.shutdown!(AbortSignal.abort()));
  const watcher = extension.provided![0]!.implementation as StatusWatcher;
  const tell = (id: string, pipelines: readonly string[], state: ComponentStatus["state"]): void =>
    watcher.componentStatus({ id, kind: "exporter", pipelines, state, at: 0 });
  return {
    extension,
    watcher,
    tell,
    endpoints: listeners.map((each) => each.endpoint),
    endpoint: listeners.at(-1)!.endpoint,
  };
}

/** The same in a collector that runs: two pipelines, each with an exporter of its own. */
async function startReady(grpc: object = {}, config: object = {}) {
  const started = await startHealth(grpc, config);
  started.tell("otlp_grpc", ["traces"], "ok");
  started.tell("debug", ["logs"], "ok");
  started.watcher.ready();
  return started;
}

const serialize = (service: string): Buffer => {
  const name = Buffer.from(service);
  return name.length === 0 ? name : Buffer.concat([Buffer.of(0x0a, name.length), name]);
};
const deserialize = (message: Buffer): number => {
  expect([message.length, message[0]]).toEqual([2, 0x08]);
  return message[1]!;
};

function check(client: Client, service = ""): Promise<number | ServiceError> {
  const { promise, resolve } = Promise.withResolvers<number | ServiceError>();
  client.makeUnaryRequest("/grpc.health.v1.Health/Check", serialize, deserialize, service, (error, told) =>
    resolve(error ?? told!),
  );
  return promise;
}

/** What a watch has told so far, and what it ended with. */
function watch(client: Client, service = "") {
  const told: number[] = [];
  const ended = Promise.withResolvers<number>();
  const metadata = new Metadata();
  const stream = client.makeServerStreamRequest(
    "/grpc.health.v1.Health/Watch",
    serialize,
    deserialize,
    service,
    metadata,
  );
  stream.on("data", (value: number) => void told.push(value));
  stream.on("error", () => undefined); // a call that does not end with OK; `status` tells how
  stream.on("status", ({ code }) => ended.resolve(code));
  const reaches = async (...expected: readonly number[]): Promise<void> => {
    while (told.length < expected.length) await turns();
    expect(told).toEqual(expected);
  };
  return { told, reaches, ended: ended.promise, cancel: () => stream.cancel() };
}

describe("Check", () => {
  it("tells NOT_SERVING, SERVING, and NOT_SERVING again, of the whole and of a pipeline", async () => {
    const { watcher, tell, endpoint } = await startHealth();
    const client = openClient(endpoint);
    tell("otlp_grpc", ["traces"], "ok");
    const both = async (): Promise<unknown> => [await check(client), await check(client, "traces")];
    expect(await both()).toEqual([notServing, notServing]);
    watcher.ready();
    expect(await both()).toEqual([serving, serving]);
    watcher.notReady();
    expect(await both()).toEqual([notServing, notServing]);
  });

  it("of an unknown service is NOT_FOUND", async () => {
    const { endpoint } = await startReady();
    expect(await check(openClient(endpoint), "métriques")).toMatchObject({
      code: status.NOT_FOUND,
      details: "Service not found.",
    });
  });

  it("of a hundred at a time is answered, over one connection", async () => {
    const { endpoint } = await startReady();
    const client = openClient(endpoint);
    const told = await Promise.all(Array.from({ length: 100 }, () => check(client, "traces")));
    expect(new Set(told)).toEqual(new Set([serving]));
  });
});

describe("Watch", () => {
  it("streams a message at each change, of its own pipeline alone", async () => {
    const counted = { component_health: { include_permanent_errors: true, include_recoverable_errors: true } };
    const { tell, endpoint } = await startReady({}, counted);
    const client = openClient(endpoint);
    const [all, traces, logs] = [watch(client), watch(client, "traces"), watch(client, "logs")];
    for (const each of [all, traces, logs]) await each.reaches(serving);
    tell("otlp_grpc", ["traces"], "recoverable_error");
    for (const each of [all, traces]) await each.reaches(serving, notServing);
    tell("otlp_grpc", ["traces"], "ok");
    for (const each of [all, traces]) await each.reaches(serving, notServing, serving);
    expect(logs.told).toEqual([serving]);
  });

  it("tells of an error that has lasted too long by itself", async () => {
    const counted = { component_health: { include_recoverable_errors: true, recovery_duration: "50ms" } };
    const { tell, endpoint } = await startReady({}, counted);
    const watching = watch(openClient(endpoint), "traces");
    await watching.reaches(serving);
    tell("otlp_grpc", ["traces"], "recoverable_error");
    await watching.reaches(serving, notServing);
  });

  it("of an unknown service is SERVICE_UNKNOWN, then what it comes to be", async () => {
    const { tell, endpoint } = await startReady();
    const watching = watch(openClient(endpoint), "metrics");
    await watching.reaches(serviceUnknown);
    tell("debug", ["logs", "metrics"], "ok");
    await watching.reaches(serviceUnknown, serving);
  });

  it("ends when its client cancels it, and makes room for the next", async () => {
    const { endpoint } = await startReady({ max_watches: 1 });
    const client = openClient(endpoint);
    const first = watch(client);
    await first.reaches(serving);
    expect(await watch(client).ended).toBe(status.RESOURCE_EXHAUSTED);
    first.cancel();
    expect(await first.ended).toBe(status.CANCELLED);
    expect((await watchOnceThereIsRoom(client)).told).toEqual([serving]);
  });

  it("ends with its connection", async () => {
    const { endpoint } = await startReady({ max_watches: 1 });
    const session = connect(`http://${endpoint}`);
    const stream = session.request({
      ":method": "POST",
      ":path": "/grpc.health.v1.Health/Watch",
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.end(Buffer.alloc(5));
    await once(stream, "data");
    session.destroy();
    expect((await watchOnceThereIsRoom(openClient(endpoint))).told).toEqual([serving]);
  });

  it("at shutdown tells NOT_SERVING, ends, and holds nothing up", async () => {
    const { extension, watcher, endpoint } = await startReady();
    const watching = [watch(openClient(endpoint)), watch(openClient(endpoint), "traces")];
    for (const each of watching) await each.reaches(serving);
    watcher.notReady();
    await extension.shutdown!(never);
    for (const each of watching) {
      expect(await each.ended).toBe(status.CANCELLED);
      expect(each.told).toEqual([serving, notServing]);
    }
  });
});

/** The server hears of a client's leave a little later than the client itself. */
async function watchOnceThereIsRoom(client: Client): Promise<ReturnType<typeof watch>> {
  for (;;) {
    const watching = watch(client);
    const outcome = await Promise.race([watching.ended, watching.reaches(serving).then(() => "told")]);
    if (outcome === "told") return watching;
  }
}

describe("the listener", () => {
  it("encrypts", async () => {
    const tls = { cert_file: pemPath("server"), key_file: pemPath("server-key") };
    const { endpoint } = await startReady({ tls });
    const name = { "grpc.ssl_target_name_override": "localhost" };
    expect(await check(openClient(endpoint, credentials.createSsl(pem("ca")), name), "traces")).toBe(serving);
    expect(await check(openClient(endpoint))).toMatchObject({ code: status.UNAVAILABLE });
  });

  it("uses a unix socket", async () => {
    const folder = mkdtempSync(join(tmpdir(), "health-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "health.sock");
    await startReady({ endpoint: path, transport: "unix" });
    expect(await check(openClient(`unix:${path}`))).toBe(serving);
  });

  it("for HTTP answers what anybody's client asks", async () => {
    const http = { endpoint: "127.0.0.1:0", status: { verbose: true } };
    const { endpoints } = await startReady({}, { http });
    const answered = await fetch(`http://${endpoints[0]}/status?pipeline=traces`);
    expect([answered.status, await answered.json()]).toMatchObject([
      200,
      { healthy: true, status: "StatusOK", components: { "exporter:otlp_grpc": { healthy: true } } },
    ]);
    const head = await fetch(`http://${endpoints[0]}/status`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect((await fetch(`http://${endpoints[0]}/status?pipeline=none`)).status).toBe(404);
  });
});
