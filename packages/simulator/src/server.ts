import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatorRequest, SimulatorResponse, StreamedBody } from "./http.ts";

/** A simulated platform, and what a test may ask it beside its API. */
export interface Platform {
  handle(request: SimulatorRequest): SimulatorResponse<string | StreamedBody>;
  /** Answers `POST /_sim/<command>` with a JSON value; throws for a command that it does not know. */
  command(name: string, argument: unknown): unknown;
}

/** A running server. */
export interface RunningServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

const control = "/_sim/";
/** Nobody sends more to a simulator. */
const largestBody = 1_048_576;

/** Serves a platform on loopback. Port 0 picks a free one. */
export async function serve(platform: Platform, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    // Who leaves within a body, or sends a target that is none, must not take the others with it.
    answer(platform, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(platform: Platform, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const url = request.url ?? "/";
  if (url.startsWith(control)) {
    commanded(platform, url.slice(control.length), body, response);
    return;
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  await deliver(platform.handle({ method: request.method ?? "GET", url, headers, body }), response);
}

function commanded(platform: Platform, name: string, body: Uint8Array, response: ServerResponse): void {
  let [status, text] = [200, ""];
  try {
    const argument: unknown = body.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(body));
    text = JSON.stringify(platform.command(name, argument) ?? null);
  } catch (error) {
    [status, text] = [400, (error as Error).message];
  }
  response.writeHead(status, { "content-type": status === 200 ? "application/json" : "text/plain" }).end(text);
}

async function deliver(answered: SimulatorResponse<string | StreamedBody>, response: ServerResponse): Promise<void> {
  if (answered.delayMs > 0) await sleep(answered.delayMs);
  if (answered.lost === true) {
    response.destroy();
    return;
  }
  const { body } = answered;
  if (typeof body !== "string") {
    response.writeHead(answered.status, answered.headers);
    await pipeline(Readable.from(cutBody(body, answered.cutAfter)), response);
    return;
  }
  const bytes = new TextEncoder().encode(body);
  response.writeHead(answered.status, { ...answered.headers, "content-length": bytes.length });
  if (answered.cutAfter === undefined) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, answered.cutAfter), () => response.destroy());
}

/** The body as far as it comes; then it breaks, and the connection with it. */
async function* cutBody(body: StreamedBody, cutAfter: number | undefined): AsyncGenerator<Uint8Array> {
  let left = cutAfter ?? Infinity;
  for await (const chunk of body) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    // A moment for what was written: a connection that is destroyed takes it along.
    if (left < 0) await sleep(1).then(() => Promise.reject(new Error("cut")));
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new RangeError(`more than ${largestBody} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
