import type { Socket } from "node:net";

/** What the requests of one connection share. */
export class Http1Connection {
  /** Address and port of the client. */
  readonly peer: string;
  readonly #socket: Socket;
  #gone: AbortController | undefined;

  constructor(socket: Socket) {
    const { remoteAddress = "", remotePort = 0 } = socket;
    this.peer = remoteAddress === "" ? "unix" : `${remoteAddress}:${remotePort}`;
    this.#socket = socket;
  }

  /** Fires when the client has left. One for all its requests: after an answer nobody listens any more. */
  get signal(): AbortSignal {
    return (this.#gone ??= this.#watch()).signal;
  }

  #watch(): AbortController {
    const gone = new AbortController();
    const leave = (): void => gone.abort(new Error("the client left"));
    if (this.#socket.destroyed) leave();
    else this.#socket.once("close", leave);
    return gone;
  }
}

const connections = new WeakMap<Socket, Http1Connection>();

/** The connection that a request came over. */
export function connectionOf(socket: Socket): Http1Connection {
  let connection = connections.get(socket);
  if (connection === undefined) connections.set(socket, (connection = new Http1Connection(socket)));
  return connection;
}
