import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectHttp2, type ClientHttp2Session, type IncomingHttpHeaders } from "node:http2";
import { connect as connectSocket, type Socket } from "node:net";
import type { Listener, ListenOptions, ServerHandler, ServerResponse } from "@genai-collector/component";
import { onTestFinished } from "vitest";
import { defaultServerLimits, type ServerLimits } from "../src/runtime/server-limits.ts";
import { serversWith } from "../src/runtime/servers.ts";

export const never: AbortSignal = new AbortController().signal;
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** One of the certificates that are for tests only. */
export function pem(name: string): string {
  return readFileSync(new URL(`../../config/testdata/tls/${name}.pem`, import.meta.url), "utf8");
}

/** Answers at once. */
export const ok: ServerHandler = async () => ({ status: 200, headers: {}, body: [utf8("ok")] });

/** A unary answer as gRPC gives it. */
export const grpcOk: ServerResponse = {
  status: 200,
  headers: { "content-type": "application/grpc" },
  body: [utf8("message")],
  trailers: { "grpc-status": "0" },
};

/** A server for one test, which looks after its limits often. */
export async function listen(
  handle: ServerHandler,
  options: ListenOptions = {},
  limits: Partial<ServerLimits> = {},
): Promise<Listener> {
  const servers = serversWith({ ...defaultServerLimits, checkEveryMs: 10, ...limits });
  const server = await servers.listen(options.transport === "unix" ? "" : "127.0.0.1:0", handle, options);
  onTestFinished(() => server.close(AbortSignal.abort()));
  return server;
}

export function portOf(server: Listener): number {
  return Number(server.endpoint.split(":").at(-1));
}

/** A bare connection. `got` is what came over it so far, `closed` all of it once there is no more. */
export class BareConnection {
  readonly socket: Socket;
  readonly closed: Promise<Buffer>;
  readonly #parts: Buffer[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    onTestFinished(() => void socket.destroy());
    socket.on("data", (part: Buffer) => this.#parts.push(part));
    // A server that has answered and closes may reset what it did not read.
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => socket.once("close", () => resolve(this.got)));
  }

  get got(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** Waits until what came so far is enough. */
  async until(isEnough: (got: Buffer) => boolean): Promise<void> {
    while (!isEnough(this.got)) await once(this.socket, "data");
  }
}

export function openSocket(server: Listener): BareConnection {
  return new BareConnection(connectSocket({ host: "127.0.0.1", port: portOf(server), noDelay: true }));
}

/** A client's HTTP/2 connection. What goes wrong with it is told by its streams. */
export function openHttp2(server: Listener, options: object = {}): ClientHttp2Session {
  const scheme = Object.keys(options).length === 0 ? "http" : "https";
  const session = connectHttp2(`${scheme}://127.0.0.1:${portOf(server)}`, options);
  onTestFinished(() => session.destroy());
  session.on("error", () => undefined);
  return session;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request and waits for all of the answer. Rejects with the stream's error, or where it was cut. */
export function ask(session: ClientHttp2Session, body = "", headers: object = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": "/x", ...headers }, { endStream: false });
    let answered: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    let got = "";
    stream.on("response", (given) => (answered = given));
    stream.on("trailers", (given) => (trailers = given));
    stream.on("data", (part: Buffer) => (got += part.toString()));
    stream.once("end", () => {
      const { ":status": status = 0, ...rest } = answered;
      // Lists of sensitive fields stand among them under a symbol.
      const named = Object.fromEntries(Object.entries(trailers));
      if (stream.rstCode === 0) resolve({ status: Number(status), headers: rest, trailers: named, body: got });
    });
    stream.once("error", reject);
    stream.once("close", () => reject(new Error(`the stream ended with code ${stream.rstCode}`)));
    stream.end(body);
  });
}
