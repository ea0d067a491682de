import type { Socket } from "node:net";

/** How often in `maxMs` it is looked whether something came. */
const looks = 4;

/**
 * Breaks a connection on which nothing came for `maxMs`. With pings in less than that, only one whose other side is gone
 * is silent: no timeout of a request would end it, and every later request would be put on it again.
 */
export function endWhenSilent(socket: Socket, maxMs: number): void {
  let lastBytes = socket.bytesRead;
  let silentMs = 0;
  const everyMs = Math.max(1, Math.ceil(maxMs / looks));
  const timer = setInterval(() => {
    silentMs = socket.bytesRead === lastBytes ? silentMs + everyMs : 0;
    lastBytes = socket.bytesRead;
    if (silentMs >= maxMs) socket.destroy(Object.assign(new Error("the other side is silent"), { code: "ETIMEDOUT" }));
  }, everyMs);
  timer.unref();
  socket.once("close", () => clearInterval(timer));
}
