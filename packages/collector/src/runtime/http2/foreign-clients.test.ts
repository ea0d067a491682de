import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import type { ServerRequest } from "@genai-collector/component";
import { expect, it } from "vitest";
import { ask, grpcOk, listen, openHttp2, pem, portOf } from "../../../test/server-scene.ts";

const http2 = { protocol: "http2" } as const;
const visible = Array.from({ length: 0x7f - 0x21 }, (_, at) => String.fromCharCode(0x21 + at)).join("");
const high = Array.from({ length: 0x80 }, (_, at) => String.fromCharCode(0x80 + at)).join("");
const nameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-_.!#$%&'*+^`|~";

/** `count` of the characters, at places that look random. */
function pick(characters: string, count: number, seed: number): string {
  let [state, text] = [seed, ""];
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    text += characters[(state >>> 8) % characters.length]!;
  }
  return text;
}

it("fields arrive as nghttp2 encodes them, whatever is in them, one request after the other", async () => {
  const asked: ServerRequest[] = [];
  const server = await listen(async (request) => (asked.push(request), grpcOk), http2);
  const session = openHttp2(server);
  for (let time = 0; time < 300; time++) {
    const fields: Record<string, string> = { [`x-${time % 7}`]: visible, [`y-${time % 11}`]: high };
    for (let at = 0; at < time % 20; at++) {
      // Some come again, some push others out of the table.
      const name = `z${pick(nameCharacters, 1 + (at % 9), (time % 40) * 31 + at)}`;
      fields[name] = pick(visible + high, (at * 37 + time) % 300, (time % 60) * 17 + at);
    }
    await ask(session, "", fields);
    const { headers } = asked.at(-1)!;
    const { host: _, ...got } = { ...headers };
    expect(got).toEqual(fields);
  }
});

it.each([
  ["in the clear", http2, {}],
  ["over TLS", { ...http2, tls: { cert: pem("server"), key: pem("server-key") } }, { ca: pem("ca") }],
])(
  "many requests at a time over many connections %s are answered, each with its own body",
  async (_how, options, client) => {
    const server = await listen(async ({ body }) => ({ ...grpcOk, body: [await body.read(1_000_000)] }), options);
    const sessions = Array.from({ length: 5 }, () => openHttp2(server, client));
    const asks = Array.from({ length: 1_000 }, async (_, at) => {
      const body = `${at} `.repeat((at * 97) % 5_000);
      expect((await ask(sessions[at % 5]!, body)).body).toBe(body);
    });
    await Promise.all(asks);
  },
);

it("a client that comes and goes leaves nothing behind", async () => {
  const server = await listen(async () => grpcOk, http2);
  for (let time = 0; time < 20; time++) {
    const session = openHttp2(server);
    await ask(session);
    session.close();
    await once(session, "close");
  }
  const socket: Socket = connectSocket(portOf(server), "127.0.0.1");
  await once(socket, "connect");
  socket.end();
  await once(socket.resume(), "close");
});
