import type { Socket } from "node:net";

/** How long, and for how many bytes, a client may go on sending before it reads its answer. */
const patienceMs = 2_000;
const patienceBytes = 64 * 1024 * 1024;

/**
 * Ends a connection so that its client can read what was written last: who closes while more arrives makes the system
 * throw away what the client has not read (RFC 9112 §9.6). So only our side is closed, and what comes is read over,
 * until the client closes its side or took too long for it.
 */
export function linger(socket: Socket): void {
  let left = patienceBytes;
  socket.on("data", (bytes: Buffer) => {
    left -= bytes.length;
    if (left < 0) socket.destroy();
  });
  socket.resume();
  socket.end(() => {
    if (socket.destroyed) return;
    const patience = setTimeout(() => socket.destroy(), patienceMs);
    socket.once("close", () => clearTimeout(patience));
  });
}
