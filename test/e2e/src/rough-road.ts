import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "./local-server.ts";
import type { Stage } from "./stage.ts";

/**
 * What happens to connections: `open` lets everything pass, `reset` breaks them once some of a request is there, `cut`
 * once some of an answer is there, and `silent` swallows what is sent.
 */
export type RoadState = "open" | "reset" | "cut" | "silent";

/** A way to a server on which connections break; it can also be gone. */
export class RoughRoad {
  /** Is told when a connection was broken, or its fate has changed. */
  onBreak: () => void = () => undefined;
  #state: RoadState = "open";
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #listensOn = 0;

  private constructor(port: number) {
    this.#port = port;
  }

  /** In front of `port` of 127.0.0.1, until the test ends. */
  static async open(stage: Stage, port: number): Promise<RoughRoad> {
    const road = new RoughRoad(port);
    await road.comeBack();
    stage.defer(() => road.goAway());
    return road;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#listensOn}`;
  }

  set state(state: RoadState) {
    this.#state = state;
    this.onBreak();
  }

  /** Nobody listens any more, and every connection ends. */
  goAway(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.onBreak();
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  }

  /** On the same port as before. */
  async comeBack(): Promise<void> {
    const server = createServer((socket) => this.#lead(socket));
    this.#listensOn = await listen(server, this.#listensOn);
    this.#server = server;
  }

  #lead(client: Socket): void {
    const sink = connect(this.#port, "127.0.0.1");
    for (const socket of [client, sink]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined); // its "close" ends both
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        sink.destroy();
      });
    }
    client.on("data", (part: Buffer) => {
      if (this.#state === "reset") this.#break(client);
      else if (this.#state !== "silent") sink.write(part);
    });
    sink.on("data", (part: Buffer) => {
      if (this.#state === "cut") client.write(part.subarray(0, 20), () => this.#break(client));
      else if (this.#state !== "silent") client.write(part);
    });
  }

  #break(client: Socket): void {
    this.onBreak();
    client.resetAndDestroy();
  }
}
