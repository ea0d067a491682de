import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { HttpConnection, readAnswer, requestBytes } from "./http-connection.ts";

const answer = (head: string, body = ""): Buffer => Buffer.from(`${head}\r\n\r\n${body}`, "latin1");

describe("readAnswer", () => {
  it("reads status and body", () => {
    const read = readAnswer(answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3", "abc"));
    expect(read).toEqual({ status: 503, body: Buffer.from("abc") });
  });

  it("does not care how names are written", () => {
    expect(readAnswer(answer("HTTP/1.1 200 OK\r\nDate: x\r\ncontent-length:0"))?.status).toBe(200);
  });

  it("waits for the rest of a head and of a body", () => {
    expect(readAnswer(Buffer.from("HTTP/1.1 200 OK\r\nContent-Le"))).toBeUndefined();
    expect(readAnswer(answer("HTTP/1.1 200 OK\r\nContent-Length: 9", "abc"))).toBeUndefined();
  });

  it("throws on an answer whose end it cannot tell", () => {
    expect(() => readAnswer(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"))).toThrow(/Content-Length/);
  });
});

describe("HttpConnection", () => {
  const target = {
    protocol: "http",
    signal: "traces",
    isTls: false,
    isGzipped: false,
    body: Buffer.from("xyz"),
  } as const;

  async function openTo(onConnection: (socket: Socket) => void) {
    const server = createServer(onConnection).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const connection = await HttpConnection.open({ ...target, port });
    onTestFinished(() => {
      connection.close();
      server.close();
    });
    const send = () => new Promise<boolean>((resolve) => connection.send(resolve));
    return { port, send };
  }

  it("sends a whole request, and says yes when all of it was taken", async () => {
    const received: Buffer[] = [];
    const { port, send } = await openTo((socket) =>
      socket.on("data", (chunk: Buffer) => {
        received.push(chunk);
        socket.write(answer("HTTP/1.1 200 OK\r\nContent-Length: 2", "\n\0"));
      }),
    );
    expect(await send()).toBe(true);
    expect(Buffer.concat(received)).toEqual(requestBytes({ ...target, port }));
    expect(Buffer.concat(received).toString()).toMatch(
      /^POST \/v1\/traces HTTP\/1\.1\r\n[\s\S]*Content-Length: 3\r\n\r\nxyz$/,
    );
  });

  it.each([
    ["another status", "HTTP/1.1 503 x\r\nContent-Length: 0", ""],
    ["a partial success", "HTTP/1.1 200 OK\r\nContent-Length: 4", "\n\x02\x08\x01"],
  ])("says no on %s", async (_, head, body) => {
    const { send } = await openTo((socket) => socket.on("data", () => socket.write(answer(head, body))));
    expect(await send()).toBe(false);
  });

  it("says no when the server hangs up within a request, and goes on with a new connection", async () => {
    let connections = 0;
    const { send } = await openTo((socket) => {
      connections += 1;
      const isFirst = connections === 1;
      socket.on("data", () =>
        isFirst ? socket.destroy() : socket.write(answer("HTTP/1.1 200 OK\r\nContent-Length: 0")),
      );
    });
    expect(await send()).toBe(false);
    expect(await send()).toBe(true);
    expect(connections).toBe(2);
  });
});
