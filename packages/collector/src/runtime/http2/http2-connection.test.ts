import type { ServerRequest, ServerResponse } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import {
  continuationFrame,
  dataFrame,
  frame,
  headersFrame,
  openHeadersFrame,
  preface,
} from "../../../test/http2-frames.ts";
import { Talk } from "../../../test/http2-talk.ts";
import { ok, hanging, named, request, answered } from "../../../test/http2-words.ts";

describe("parting", () => {
  it("first says so, and which streams were taken once the client knows", async () => {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    const talk = new Talk(() => promise);
    talk.say(preface, request(1));
    talk.connection.drain();
    talk.flush();
    const [first, ping] = talk.heard();
    expect([named(first!), first!.stream, named(ping!)]).toEqual(["GOAWAY noError", 0, "PING 0"]);
    talk.say(request(3));
    talk.say(frame("PING", 1, 0, Buffer.from(ping!.text, "latin1")), request(5));
    resolve(ok);
    await talk.turn();
    expect(talk.heard().slice(2).map(named)).toEqual(["GOAWAY noError", ...answered(1), ...answered(3)]);
    const last = Buffer.concat(talk.socket.written).indexOf(Buffer.from("00000807000000000000000003", "hex"));
    expect(last).toBeGreaterThan(0);
    expect(talk.socket.writable).toBe(false);
  });

  it("happens when the client says goodbye, once its streams are answered", async () => {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    const talk = new Talk(() => promise);
    talk.say(preface, request(1), frame("GOAWAY", 0, 0, Buffer.alloc(8)));
    talk.flush();
    expect(talk.socket.writable).toBe(true);
    resolve(ok);
    await talk.turn();
    expect(talk.heard().map(named)).toEqual(["GOAWAY noError", ...answered(1)]);
    expect(talk.socket.writable).toBe(false);
  });

  it("waits for streams, however soon those of an old connection are to end", async () => {
    const talk = new Talk(hanging, { maxConnectionAgeGraceMs: 5 });
    talk.say(preface, request(1));
    talk.connection.drain();
    await new Promise((resolve) => setTimeout(resolve, 20));
    talk.connection.check();
    expect(talk.socket.destroyed).toBe(false);
    talk.connection.destroy();
  });

  it("happens at once when the client goes for an error: what it said behind that asks nobody", async () => {
    let asked = 0;
    const talk = new Talk(() => (asked++, hanging(undefined as never)));
    talk.say(preface, frame("GOAWAY", 0, 0, Buffer.alloc(8, 1)), request(1), request(3));
    await talk.turn();
    expect([asked, talk.socket.destroyed]).toEqual([0, true]);
  });

  it("tells who is asked and who reads that the client left", async () => {
    const { promise, resolve } = Promise.withResolvers<ServerRequest>();
    const talk = new Talk((given) => (resolve(given), hanging(given)));
    talk.say(preface, headersFrame(1), dataFrame(1, "part"));
    const { signal, body } = await promise;
    const reading = body.read(100);
    talk.socket.destroy();
    await expect(reading).rejects.toThrow("the client left within the body");
    expect(signal.aborted).toBe(true);
    await expect(async () => {
      for await (const _ of body) expect.unreachable();
    }).rejects.toThrow("the client left within the body");
  });
});

it("headers that are begun and not ended are waited for no longer than that", async () => {
  const talk = new Talk(hanging, {}, { headersTimeoutMs: 20 });
  talk.say(preface, openHeadersFrame(1));
  talk.connection.check();
  await new Promise((resolve) => setTimeout(resolve, 40));
  talk.say(continuationFrame(1, Buffer.alloc(0)));
  talk.connection.check();
  expect(talk.socket.destroyed).toBe(true);
});
