import type { ServerHandler, ServerRequest, ServerResponse } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { listen, openSocket } from "../../../test/server-scene.ts";
import { openConnection, turn } from "../../../test/http1-scene.ts";
import type { Http1Connection } from "./http1-connection.ts";

const get = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";
const post = (length: number, body = ""): string =>
  `POST / HTTP/1.1\r\nhost: h\r\ncontent-length: ${length}\r\n\r\n${body}`;
const empty: ServerResponse = { status: 200, headers: {}, body: [] };
const statusesOf = (sent: string): string[] => [...sent.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status!);
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

/** A handler that is asked and answers when the test says so. */
function held() {
  const asked: ServerRequest[] = [];
  const answers: ((answer: ServerResponse) => void)[] = [];
  const handle: ServerHandler = (request) => {
    asked.push(request);
    return new Promise((resolve) => answers.push(resolve));
  };
  const answer = async (given = empty): Promise<void> => {
    answers.shift()!(given);
    await turn();
  };
  return { asked, handle, answer };
}

describe("a connection", () => {
  it("is not read on while a request waits behind the one that is answered", async () => {
    const { asked, handle, answer } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(get));
    // Who leaves is to be noticed: nothing waits yet.
    expect(socket.isPaused()).toBe(false);
    await socket.receive(bytes(get.repeat(2)));
    expect([asked.length, socket.isPaused()]).toEqual([1, true]);
    await answer();
    expect([asked.length, socket.isPaused()]).toEqual([2, true]);
    await answer();
    expect([asked.length, socket.isPaused()]).toEqual([3, true]);
    await answer();
    expect([statusesOf(socket.sent).length, socket.isPaused()]).toEqual([3, false]);
  });

  it("is not read on while nobody wants the body", async () => {
    const { asked, handle, answer } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(post(9, "abc")));
    expect(socket.isPaused()).toBe(true);
    const reading = asked[0]!.body.read(10);
    expect(socket.isPaused()).toBe(false);
    await socket.receive(bytes("defghi"));
    expect(Buffer.from(await reading).toString()).toBe("abcdefghi");
    await answer();
    expect(socket.sent).toContain("keep-alive");
  });

  it("is read as far as an iteration gets", async () => {
    const { asked, handle } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(post(9, "abc")));
    const parts = asked[0]!.body[Symbol.asyncIterator]();
    expect(String((await parts.next()).value)).toBe("abc");
    expect(socket.isPaused()).toBe(true);
    const second = parts.next();
    await socket.receive(bytes("def"));
    expect(String((await second).value)).toBe("def");
    expect(socket.isPaused()).toBe(true);
    const third = parts.next();
    await socket.receive(bytes("ghi"));
    expect(String((await third).value)).toBe("ghi");
    expect((await parts.next()).done).toBe(true);
  });

  it("hands on a body of which nothing came with its head", async () => {
    const { asked, handle } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(post(3)));
    const parts = asked[0]!.body[Symbol.asyncIterator]();
    const first = parts.next();
    await socket.receive(bytes("abc"));
    expect(String((await first).value)).toBe("abc");
    expect((await parts.next()).done).toBe(true);
  });

  it("is kept when a body that is there was not read, and ends when one is not", async () => {
    const whole = openConnection(async () => empty);
    await whole.socket.receive(bytes(post(3, "abc")));
    await whole.socket.receive(bytes(get));
    expect(statusesOf(whole.socket.sent)).toEqual(["200", "200"]);
    const half = openConnection(async () => empty);
    await half.socket.receive(bytes(post(4, "abc")));
    expect(half.socket.sent).toMatch(/Connection: close\r\n\r\n$/);
    await half.socket.receive(bytes(`d${get}`));
    expect(statusesOf(half.socket.sent)).toEqual(["200"]);
    await half.socket.leave();
  });

  it.each([
    ["whose length is above the limit", post(11, "abc"), "more than 10 bytes"],
    [
      "that grows above the limit",
      get.replace("\r\n\r\n", "\r\ntransfer-encoding: chunked\r\n\r\nb\r\n01234567890\r\n"),
      "more than 10 bytes",
    ],
  ])("ends behind the answer to a body %s", async (_what, text, message) => {
    const { socket } = openConnection(async ({ body }) => {
      await expect(body.read(10)).rejects.toThrow(new RangeError(message));
      return { ...empty, status: 413 };
    });
    await socket.receive(bytes(text));
    expect(socket.sent).toMatch(/^HTTP\/1\.1 413 [^]*Connection: close\r\n\r\n$/);
    await socket.leave();
  });

  it("tells who reads a body too late, or twice", async () => {
    const { asked, handle, answer } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(post(3, "abc")));
    const { body } = asked[0]!;
    expect(Buffer.from(await body.read(3)).toString()).toBe("abc");
    await expect(body.read(3)).rejects.toThrow("the body was read before");
    await answer();
    await socket.receive(bytes(post(3, "a")));
    await answer();
    await expect(asked[1]!.body.read(3)).rejects.toThrow("the client left within the body");
  });

  it("copies a small body out of much that came at once", async () => {
    const { asked, handle } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(post(3, "abc") + get.repeat(1_000)));
    expect((await asked[0]!.body.read(3)).buffer.byteLength).toBe(3);
  });

  it("tells a handler that its client left, and sends nothing more", async () => {
    const { asked, handle, answer } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(get));
    const { signal } = asked[0]!;
    expect(signal.aborted).toBe(false);
    await socket.leave();
    expect(signal.aborted).toBe(true);
    await answer();
    expect(socket.sent).toBe("");
    expect(asked[0]!.signal).toBe(signal);
  });

  it.each([
    ["POST / HTTP/1.1\r\nhost: h\r\nexpect: the-best\r\ncontent-length: 3\r\n\r\nabc", "417 Expectation Failed"],
    ["GET / HTTP/3.0\r\nhost: h\r\n\r\n", "505 HTTP Version Not Supported"],
    ["POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: gzip, chunked\r\n\r\n", "501 Not Implemented"],
  ])("that says %j is answered and ended", async (text, status) => {
    const { asked, handle } = held();
    const { socket } = openConnection(handle);
    await socket.receive(bytes(text));
    expect(socket.sent).toBe(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    expect([asked.length, socket.writableEnded]).toEqual([0, true]);
    await socket.leave();
  });
});

describe("the limits of a connection", () => {
  const limits = { headersTimeoutMs: 100, requestTimeoutMs: 1_000, keepAliveTimeoutMs: 10_000 };

  /** What became of a connection that sent `text`, `ms` after that. */
  async function after(ms: number, text: string, given: object = limits) {
    const { socket, connection } = openConnection(async ({ body }) => (await body.read(9), empty), given);
    if (text !== "") await socket.receive(bytes(text));
    const sent = socket.sent.length;
    connection.check(performance.now() + ms);
    await turn();
    return { said: statusesOf(socket.sent.slice(sent)), isOpen: !socket.writableEnded && !socket.destroyed };
  }

  it.each([
    ["that says nothing", "", 100],
    ["in the middle of a head", get.slice(0, -2), 100],
    ["in the middle of a body", post(9, "abc"), 1_000],
    ["in the middle of a chunk", get.replace("\r\n\r\n", "\r\ntransfer-encoding: chunked\r\n\r\n3\r\na"), 1_000],
    ["in the middle of the next head", get + get.slice(0, -2), 100],
  ])("end one %s with 408", async (_what, text, ms) => {
    expect(await after(ms - 50, text)).toEqual({ said: [], isOpen: true });
    expect(await after(ms, text)).toEqual({ said: ["408"], isOpen: false });
    expect(await after(1e9, text, { headersTimeoutMs: 0, requestTimeoutMs: 0 })).toEqual({ said: [], isOpen: true });
  });

  it("end an idle one without a word, a second later than it was told", async () => {
    expect(await after(10_500, get)).toEqual({ said: [], isOpen: true });
    expect(await after(11_000, get)).toEqual({ said: [], isOpen: false });
    expect(await after(1e9, get, { keepAliveTimeoutMs: 0 })).toEqual({ said: [], isOpen: true });
  });

  it("leave a handler its time", async () => {
    const { handle } = held();
    const { socket, connection } = openConnection(handle, limits);
    await socket.receive(bytes(get));
    connection.check(performance.now() + 1e9);
    expect([socket.sent, socket.destroyed]).toEqual(["", false]);
  });
});

describe("the end of a connection", () => {
  it.each<[string, (connection: Http1Connection) => void]>([
    ["that stops", (connection) => connection.stop()],
    ["that was idle for long", (connection) => connection.check(performance.now() + 1e9)],
  ])("%s comes behind an answer that its client is still to take", async (_what, end) => {
    const { socket, connection } = openConnection(async () => empty);
    socket.stall();
    await socket.receive(bytes(get));
    end(connection);
    await turn();
    expect([socket.destroyed, socket.sent]).toEqual([false, ""]);
    await socket.goOn();
    expect([statusesOf(socket.sent), socket.writableEnded]).toEqual([["200"], true]);
    await socket.leave();
  });

  it("comes behind the answer to a request that had begun when it was to stop", async () => {
    const { socket, connection } = openConnection(async () => ({ ...empty, body: [Buffer.alloc(100_000)] }));
    socket.stall();
    await socket.receive(bytes(get + get.slice(0, -2)));
    connection.stop();
    await socket.goOn();
    await socket.receive(bytes(get.slice(-2)));
    expect(statusesOf(socket.sent)).toEqual(["200", "200"]);
    expect(socket.sent).toContain("Connection: close");
    await socket.leave();
  });

  it("lets a client read its answer that first sends all of its body", async () => {
    const server = await listen(async () => ({ ...empty, status: 413 }));
    const { socket, closed } = openSocket(server);
    let failure: unknown;
    socket.on("error", (error) => (failure = error));
    socket.pause();
    socket.write(post(20_000_000));
    await new Promise((resolve) => socket.write(Buffer.alloc(20_000_000), resolve));
    socket.resume();
    expect((await closed).toString()).toMatch(/^HTTP\/1\.1 413 [^]*Connection: close\r\n\r\n$/);
    expect(failure).toBeUndefined();
  });

  it("comes for a client that goes on sending", async () => {
    const server = await listen(async () => ({ ...empty, status: 413 }));
    const { socket, closed } = openSocket(server);
    const more = Buffer.alloc(1_000_000);
    let sent = 0;
    const send = (): void => {
      sent += more.length;
      socket.write(more, (error) => {
        // Each turn, so that the server has its own.
        if (error === null || error === undefined) setImmediate(send);
      });
    };
    socket.write(post(1e12));
    // Its side stays open: it has not said all that it wants to.
    socket.allowHalfOpen = true;
    send();
    await closed;
    expect(sent).toBeLessThan(500_000_000);
  });
});
