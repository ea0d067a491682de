import { connect, createServer } from "node:net";
import { listen } from "@genai-collector/test-e2e/local-server";
import type { Stage } from "@genai-collector/test-e2e/stage";

/** Stands between a client and a port of loopback, passes everything on, and counts what the client sent. */
export interface ByteTap {
  readonly port: number;
  /** Bytes from clients to the port. */
  readonly bytes: () => number;
}

/** Listens until the stage ends. Says whether a client compressed without knowing what it sent. */
export async function openByteTap(stage: Stage, target: number): Promise<ByteTap> {
  let bytes = 0;
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    client.on("data", (chunk: Buffer) => (bytes += chunk.length));
    client.once("error", end).once("close", end).pipe(upstream);
    upstream.once("error", end).once("close", end).pipe(client);
  });
  const port = await listen(server);
  // Whoever is connected ends before the tap does, or is ended by the stage.
  stage.defer(async () => void server.close());
  return { port, bytes: () => bytes };
}
