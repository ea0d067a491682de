import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server } from "node:net";
import type { Stage } from "./stage.ts";

/** Listens on loopback; port 0 is a free one. Resolves to the port; rejects when it is taken. */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Answers HTTP on a free port of loopback until the stage ends. Resolves to its URL, without a slash at the end. */
export async function serveHttp(stage: Stage, handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  const port = await listen(server);
  stage.defer(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${port}`;
}
