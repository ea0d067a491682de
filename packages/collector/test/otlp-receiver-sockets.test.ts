import { Agent, request, type ClientRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { Payload } from "@genai-collector/pdata";
import { otlpReceiverFactory } from "@genai-collector/receiver-otlp";
import {
  concat,
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  generateTraces,
  TracesSink,
} from "@genai-collector/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemRuntime } from "../src/runtime/runtime.ts";

// The OTLP receiver on real sockets: what virtual time cannot show of connections, bodies that come in pieces, and
// clients that misbehave. Everything it answers is proved in virtual time, in the receiver's own tests.

const bodyOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));
const traces = bodyOf(generateTraces({ items: 3 }));
const protobuf = { "content-type": "application/x-protobuf" };

async function start(http: object = {}, config: object = {}) {
  const sink = new TracesSink();
  let endpoint = "";
  const runtime = {
    ...systemRuntime,
    servers: {
      listen: async (...given: Parameters<typeof systemRuntime.servers.listen>) => {
        const listener = await systemRuntime.servers.listen(...given);
        endpoint = listener.endpoint;
        return listener;
      },
    },
  };
  const settings = createSettings<NonNullable<typeof otlpReceiverFactory.instruments>>("otlp", runtime);
  const raw = { protocols: { http: { endpoint: "127.0.0.1:0", ...http } }, ...config };
  const decoded = decodeConfig(otlpReceiverFactory.config, raw, "receivers::otlp");
  const receiver = otlpReceiverFactory.create(settings, decoded, createOutputs({ traces: [sink] }));
  await receiver.start(createHost());
  onTestFinished(() => receiver.shutdown(AbortSignal.abort()));
  return { sink, receiver, url: `http://${endpoint}/v1/traces`, port: Number(endpoint.split(":").at(-1)) };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Begins a request; `send` writes what it wants of the body, and ends it or not. */
function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  send: (asked: ClientRequest) => void,
  agent?: Agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: "POST", headers: { ...protobuf, ...headers }, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.once("error", reject);
    });
    asked.once("error", reject);
    send(asked);
  });
}

const post = (url: string, body: Uint8Array, headers = {}, agent?: Agent): Promise<Answer> =>
  ask(url, { "content-length": String(body.length), ...headers }, (asked) => asked.end(body), agent);

const turns = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("the OTLP receiver on real sockets", () => {
  it("takes many requests over one connection", async () => {
    const { sink, url } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    for (let i = 0; i < 20; i++) expect((await post(url, traces, {}, agent)).status).toBe(200);
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
    expect(sink.items).toBe(60);
    expect(new Set(sink.contexts.map(({ client }) => client!.address)).size).toBe(1);
  });

  it.each([
    ["in pieces, of an announced length", { "content-length": String(traces.length) }],
    ["in pieces, of unknown length", { "transfer-encoding": "chunked" }],
  ])("takes a body %s", async (_, headers) => {
    const { sink, url } = await start();
    const answer = await ask(url, headers, (asked) => {
      for (let at = 0; at < traces.length; at += 100) asked.write(traces.subarray(at, at + 100));
      asked.end();
    });
    expect(answer.status).toBe(200);
    expect(sink.payloads.map((payload) => bodyOf(payload))).toEqual([traces]);
  });

  it("takes gzip from a client that does not know the length", async () => {
    const { sink, url } = await start();
    const headers = { "content-encoding": "gzip", "transfer-encoding": "chunked" };
    expect((await ask(url, headers, (asked) => asked.end(gzipSync(traces)))).status).toBe(200);
    expect(sink.payloads.map((payload) => bodyOf(payload))).toEqual([traces]);
  });

  it.each([
    ["announced", { "content-length": String(10 * traces.length) }],
    ["unannounced", { "transfer-encoding": "chunked" }],
  ])("answers an %s body that is too large before all of it came, and closes", async (_, headers) => {
    const { sink, url } = await start({ max_request_body_size: traces.length });
    const answer = await ask(url, headers, (asked) => {
      asked.write(traces);
      asked.write(traces);
    });
    expect([answer.status, answer.headers.connection]).toEqual([413, "close"]);
    expect(sink.payloads).toHaveLength(0);
  });

  it("answers a body that does not arrive, and closes", async () => {
    const { url } = await start({ read_timeout: "50ms" });
    const headers = { "content-length": String(traces.length) };
    const answer = await ask(url, headers, (asked) => void asked.write(traces.subarray(0, 10)));
    expect([answer.status, answer.headers.connection]).toEqual([408, "close"]);
  });

  it("bounds what a gzip bomb may become, and goes on", async () => {
    const { url } = await start({ max_request_body_size: 1_048_576 });
    const bomb = gzipSync(new Uint8Array(64 * 1_048_576), { level: 9 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(url, bomb, { "content-encoding": "gzip" })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 413));
    expect((await post(url, traces)).status).toBe(200);
  });

  it("notices a client that leaves while it waits for delivery", async () => {
    const { sink, url } = await start({}, { acknowledge: "delivered" });
    sink.hold();
    let asked: ClientRequest | undefined;
    const left = ask(url, {}, (begun) => (asked = begun).end(traces)).catch(() => "left");
    while (sink.waiting.length === 0) await turns();
    asked!.destroy();
    expect(await left).toBe("left");
    while (sink.waiting.length > 0) await turns();
    expect(sink.payloads).toHaveLength(0);
    sink.release();
    expect((await post(url, traces)).status).toBe(200);
  });

  it("a client that leaves within its body costs nobody else anything", async () => {
    const { sink, url } = await start({}, { max_in_flight_bytes: traces.length });
    for (let i = 0; i < 5; i++) {
      const headers = { "content-length": String(traces.length) };
      const left = ask(url, headers, (asked) => {
        asked.write(traces.subarray(0, 10), () => asked.destroy());
      }).catch(() => "left");
      expect(await left).toBe("left");
    }
    // What they took up is given back as soon as the server sees that they left.
    let answer = await post(url, traces);
    for (let tries = 0; answer.status === 429 && tries < 1_000; tries++) answer = await post(url, traces);
    expect([answer.status, sink.items]).toEqual([200, 3]);
  });

  it("answers what is under way at shutdown, and takes nothing new", async () => {
    const { sink, receiver, url } = await start();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    expect((await post(url, traces, {}, agent)).status).toBe(200);
    sink.hold();
    const sent = post(url, traces, {}, agent);
    while (sink.waiting.length === 0) await turns();
    const stopped = receiver.shutdown(new AbortController().signal);
    await expect(post(url, traces)).rejects.toThrow(/ECONNREFUSED/);
    sink.release();
    const answer = await sent;
    expect([answer.status, answer.headers.connection]).toEqual([200, "close"]);
    await stopped;
  });

  it("what is no HTTP is answered with 400, and the next client is served", async () => {
    const { url, port } = await start();
    const said = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => void socket.write("\u0016\u0003\u0001 not http\r\n\r\n"));
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      socket.once("close", () => resolve(text));
      socket.once("error", reject);
    });
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect((await post(url, traces)).status).toBe(200);
  });
});
