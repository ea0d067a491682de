import type { Body, Compress, ServerRequest } from "@genai-collector/component";
import { decodeConfig, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpReceiverConfig, type OtlpHttpConfig } from "./config.ts";
import { InFlight } from "./in-flight.ts";
import { BodyReader } from "./read-body.ts";

const configOf = (http: object): OtlpHttpConfig =>
  decodeConfig(otlpReceiverConfig, { protocols: { http } }, "receivers::otlp").protocols.http!;

const timers = new VirtualRuntime(new World()).timers;
const noCompression: Compress = {
  compress: () => Promise.reject(new Error("not asked for")),
  decompress: () => Promise.reject(new Error("not asked for")),
};

/** A body in chunks that notices when its iterator is ended early. */
function bodyOf(...chunks: readonly (Uint8Array | Error)[]): Body & { wasEnded: boolean } {
  let index = 0;
  const body = {
    wasEnded: false,
    read: async (limit: number) => {
      const broken = chunks.find((chunk) => chunk instanceof Error);
      if (broken !== undefined) throw broken;
      const whole = Buffer.concat(chunks as readonly Uint8Array[]);
      if (whole.length > limit) throw new RangeError("too long");
      return whole;
    },
    [Symbol.asyncIterator]: (): AsyncIterator<Uint8Array> => ({
      next: async () => {
        const chunk = chunks[index++];
        if (chunk instanceof Error) throw chunk;
        return chunk === undefined ? { done: true, value: undefined } : { done: false, value: chunk };
      },
      return: async () => {
        body.wasEnded = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return body;
}

const requestOf = (body: Body, headers: Readonly<Record<string, string>> = {}): ServerRequest => ({
  method: "POST",
  url: "/v1/traces",
  headers,
  peer: "127.0.0.1:1",
  signal: new AbortController().signal,
  body,
});

const read = (request: ServerRequest, http: object = {}, compress = noCompression): Promise<Uint8Array> =>
  new BodyReader(configOf(http), { compress, timers }).read(request, new InFlight(1_000).enter());

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

describe("BodyReader", () => {
  it.each([
    ["announced", { "content-length": "5" }],
    ["unannounced", {}],
  ])("reads an %s body, however it is cut", async (_, headers) => {
    expect([...(await read(requestOf(bodyOf(bytes(1, 2), bytes(), bytes(3, 4, 5)), headers)))]).toEqual([
      1, 2, 3, 4, 5,
    ]);
    const none = await read(
      requestOf(bodyOf(), { ...headers, ...("content-length" in headers ? { "content-length": "0" } : {}) }),
    );
    expect(none).toHaveLength(0);
  });

  it("does not copy a body that came as one chunk", async () => {
    const chunk = bytes(1, 2, 3);
    expect(await read(requestOf(bodyOf(chunk)))).toBe(chunk);
  });

  it("leaves an unannounced body that is too large where it stands: ending it would break the connection", async () => {
    const body = bodyOf(bytes(1, 2), bytes(3, 4));
    await expect(read(requestOf(body), { max_request_body_size: 3 })).rejects.toMatchObject({ httpStatus: 413 });
    expect(body.wasEnded).toBe(false);
  });

  it.each([{}, { "content-length": "2" }])("a connection that breaks within the body (%j): 400", async (headers) => {
    const cause = new Error("ECONNRESET");
    await expect(read(requestOf(bodyOf(bytes(1), cause), headers))).rejects.toMatchObject({
      httpStatus: 400,
      message: "the request body ended early",
      cause,
    });
  });

  it("a length that is no number is none", async () => {
    expect(await read(requestOf(bodyOf(bytes(1)), { "content-length": "many" }))).toHaveLength(1);
  });

  it("names an encoding that it does not know, printable and short", async () => {
    const strange = `b\u0000r${"x".repeat(200)}`;
    const error = await read(requestOf(bodyOf(), { "content-encoding": strange })).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ httpStatus: 400, message: `unsupported Content-Encoding: b?r${"x".repeat(61)}` });
  });

  it("decompresses a few bodies at a time, however many there are", async () => {
    let [running, most] = [0, 0];
    const decompress = async (_algorithm: string, packed: Uint8Array): Promise<Uint8Array> => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => void setImmediate(resolve));
      running -= 1;
      return packed;
    };
    const reader = new BodyReader(configOf({}), { compress: { ...noCompression, decompress }, timers });
    const room = new InFlight(1_000).enter();
    const request = (): ServerRequest => requestOf(bodyOf(bytes(1)), { "content-encoding": "gzip" });
    await Promise.all(Array.from({ length: 50 }, () => reader.read(request(), room)));
    expect(most).toBe(4);
  });
});
