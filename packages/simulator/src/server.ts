import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatorRequest, SimulatorResponse } from "./http.ts";

/** A simulated platform, and what a test may ask it beside its API. */
export interface Platform {
  handle(request: SimulatorRequest): SimulatorResponse;
  /** Answers `POST /_sim/<command>` with a JSON value; throws for a command that it does not know. */
  command(name: string, argument: unknown): unknown;
}

/** A running server. */
export interface RunningServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

const control = "/_sim/";

/** Serves a platform on loopback. Port 0 picks a free one. */
export async function serve(platform: Platform, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    void answer(platform, request, response);
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
  try {
    const argument: unknown = body.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(body));
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify(platform.command(name, argument) ?? null));
  } catch (error) {
    response.writeHead(400, { "content-type": "text/plain" }).end((error as Error).message);
  }
}

async function deliver(answered: SimulatorResponse, response: ServerResponse): Promise<void> {
  if (answered.delayMs > 0) await sleep(answered.delayMs);
  const body = new TextEncoder().encode(answered.body);
  response.writeHead(answered.status, { ...answered.headers, "content-length": body.length });
  if (answered.cutAfter === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, answered.cutAfter), () => response.destroy());
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
