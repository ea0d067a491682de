import { once, type EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Servers of every protocol. */
export interface Server extends EventEmitter {
  listen(port: number, host: string): unknown;
  address(): string | AddressInfo | null;
  close(): unknown;
}

/** Has a server listen on a free port of loopback until the test is over, and tells the connections that were made. */
export async function listening(server: Server): Promise<{ readonly port: number; readonly connections: Socket[] }> {
  const connections: Socket[] = [];
  server.on("connection", (socket: Socket) => connections.push(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections };
}

/** A certificate or key of testdata/tls. */
export function pem(name: string): string {
  return readFileSync(new URL(`../testdata/tls/${name}.pem`, import.meta.url), "utf8");
}

export function aMoment(ms = 10): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
