import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Connection, LoadTarget } from "./connection.ts";
import { saysAllTaken } from "./export-response.ts";

/**
 * HTTP/1.1 by hand over a bare socket: the request is bytes that were made once, and of the answer only status and
 * length are read, so that the generator costs much less than what it measures.
 */
export class HttpConnection implements Connection {
  readonly #target: LoadTarget;
  readonly #request: Buffer;
  #socket: Socket;
  #received: Buffer | undefined;
  #done: ((isAccepted: boolean) => void) | undefined;

  private constructor(target: LoadTarget, request: Buffer, socket: Socket) {
    this.#target = target;
    this.#request = request;
    this.#socket = socket;
    this.#listen();
  }

  /** Resolves when the connection, and TLS on it, is up. */
  static async open(target: LoadTarget, request = requestBytes(target)): Promise<HttpConnection> {
    return new HttpConnection(target, request, await openSocket(target));
  }

  send(done: (isAccepted: boolean) => void): void {
    this.#done = done;
    if (this.#socket.destroyed) void this.#reopenAndSend();
    else this.#socket.write(this.#request);
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("error", () => undefined); // "close" follows
    this.#socket.on("close", () => this.#settle(false)); // with a request under way this is a refusal
  }

  #read(chunk: Buffer): void {
    const received = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk]);
    const answer = readAnswer(received);
    if (answer === undefined) {
      this.#received = received;
      return;
    }
    this.#settle(answer.status === 200 && saysAllTaken(answer.body));
  }

  #settle(isAccepted: boolean): void {
    const done = this.#done;
    this.#done = undefined;
    this.#received = undefined;
    done?.(isAccepted);
  }

  /** The server hung up after an earlier request, as it may. */
  async #reopenAndSend(): Promise<void> {
    try {
      this.#socket = await openSocket(this.#target);
      this.#listen();
      this.#socket.write(this.#request);
    } catch {
      this.#settle(false); // nobody listens
    }
  }
}

/** Head and body in one piece. */
export function requestBytes({ signal, port, isGzipped, body }: LoadTarget): Buffer {
  const head = [
    `POST /v1/${signal} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Content-Type: application/x-protobuf",
    ...(isGzipped ? ["Content-Encoding: gzip"] : []),
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

/** What counts of an answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

const headEndMark = "\r\n\r\n";

/** Reads an answer whose length is told; undefined while something of it is missing. Throws on a length that is not. */
export function readAnswer(bytes: Buffer): HttpAnswer | undefined {
  const headEnd = bytes.indexOf(headEndMark);
  if (headEnd < 0) return undefined;
  const head = bytes.toString("latin1", 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined)
    throw new Error(`the generator reads answers with a Content-Length only, this has none: ${head}`);
  const body = bytes.subarray(headEnd + headEndMark.length);
  return body.length < Number(length) ? undefined : { status: Number(head.slice(9, 12)), body };
}

function openSocket({ port, isTls }: LoadTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port };
    // The certificate was made for this run, and nobody signed it.
    const socket = isTls
      ? connectTls({ ...options, rejectUnauthorized: false, minVersion: "TLSv1.3" })
      : connect(options);
    socket.once("error", reject);
    socket.once(isTls ? "secureConnect" : "connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}
