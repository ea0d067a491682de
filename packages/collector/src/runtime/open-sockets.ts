import type { Socket } from "node:net";

/** Connections that are open: a set that forgets each when it closes. */
export class OpenSockets {
  readonly #sockets = new Set<Socket>();

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  delete(socket: Socket): void {
    this.#sockets.delete(socket);
  }

  /** Breaks those that `where` names; all of them without it. */
  destroy(where?: (socket: Socket) => boolean): void {
    for (const socket of this.#sockets) {
      if (where?.(socket) !== false) socket.destroy();
    }
  }
}
