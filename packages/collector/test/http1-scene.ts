import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { ServerHandler, ServerRequest } from "@genai-collector/component";
import { AnswerWriter } from "../src/runtime/http1/answer-writer.ts";
import { Http1Connection } from "../src/runtime/http1/http1-connection.ts";
import { defaultServerLimits, type ServerLimits } from "../src/runtime/server-limits.ts";

/** A socket without a network: pieces arrive as they are cut here. */
export class BareSocket extends Duplex {
  readonly remoteAddress = "192.0.2.1";
  readonly remotePort = 4318;
  readonly #sent: Buffer[] = [];
  /** Takes what was written while the client took nothing. */
  #take: (() => void) | undefined;
  #takesNothing = false;

  /** All that the server wrote; each byte one character. */
  get sent(): string {
    return Buffer.concat(this.#sent).toString("latin1");
  }

  /** The client sends this; whoever reads it may change its copy. */
  async receive(bytes: Buffer): Promise<void> {
    this.push(Buffer.from(bytes));
    await turn();
  }

  /** The client closes its side; resolves when the server has closed its own. */
  async leave(): Promise<void> {
    this.push(null);
    for (let turns = 0; !this.destroyed; turns++) {
      if (turns === 100) throw new Error(`the connection does not end; so far it said ${JSON.stringify(this.sent)}`);
      await turn();
    }
  }

  /** From now on the client takes nothing. */
  stall(): void {
    this.#takesNothing = true;
  }

  /** It takes everything. */
  async goOn(): Promise<void> {
    this.#takesNothing = false;
    this.#take?.();
    await turn();
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    const take = (): void => {
      this.#sent.push(Buffer.from(bytes));
      done();
    };
    if (this.#takesNothing) this.#take = take;
    else take();
  }
}

/** Lets everything happen that has come. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A server's side of a connection, to be written to. */
export function openConnection(
  handle: ServerHandler,
  given: Partial<ServerLimits> = {},
): { socket: BareSocket; connection: Http1Connection } {
  const socket = new BareSocket();
  const limits = { ...defaultServerLimits, ...given };
  const writer = new AnswerWriter(limits.keepAliveTimeoutMs);
  const context = { handle, limits, writer, keepsAlive: true };
  return { socket, connection: new Http1Connection(socket as unknown as Socket, context) };
}

/** A request as its handler saw it, with its body. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads whole requests into `seen`, and answers each with its number. */
export function recording(seen: Seen[]): ServerHandler {
  return async ({ method, url, headers, body }: ServerRequest) => {
    const bytes = await body.read(1_000_000);
    seen.push({ method, url, headers, body: Buffer.from(bytes).toString("latin1") });
    return { status: 200, headers: {}, body: [Buffer.from(`<${seen.length}>`)] };
  };
}
