import * as fc from "fast-check";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { blockBytes, requestBody, totalBytes } from "./transport-request-body.ts";
import { undiciClients } from "./transport.ts";

/** Parts of the given sizes, no two bytes in a row alike, so that no part can stand for another. */
function partsOf(sizes: readonly number[]): Uint8Array[] {
  let at = 0;
  return sizes.map((size) => Uint8Array.from({ length: size }, () => (at++ * 31) % 251));
}

const body = (parts: readonly Uint8Array[], reuses: boolean) => requestBody(parts, totalBytes(parts), reuses);

/**
 * Takes chunks as a socket does: keeps those that it was given by reference, and writes all of them once a chunk brings
 * it to its limit, before it asks for more.
 */
function writtenBy(chunks: Iterable<Uint8Array>): Buffer {
  const written: Buffer[] = [];
  let waiting: Uint8Array[] = [];
  const flush = (): void => {
    for (const chunk of waiting) written.push(Buffer.from(chunk));
    waiting = [];
  };
  for (const chunk of chunks) {
    waiting.push(chunk);
    if (totalBytes(waiting) >= blockBytes) flush();
  }
  flush();
  return Buffer.concat(written);
}

describe("requestBody", () => {
  it("is none of nothing, and a single part as it is", () => {
    const [part] = partsOf([9]);
    expect([body([], false), body(partsOf([0, 0]), false), body([part!], false)]).toEqual([null, null, part]);
    expect(body([part!], true)).toBe(part);
  });

  it("is one piece of a few small parts", () => {
    const parts = partsOf([1, 0, 500, 20_000]);
    const small = body(parts, true);
    expect(small).toBeInstanceOf(Uint8Array);
    expect(Buffer.concat(parts).equals(small as Uint8Array)).toBe(true);
  });

  it("copies no large part", () => {
    const parts = partsOf([blockBytes, 100, 300_000, blockBytes + 1]);
    const chunks = [...(body(parts, false) as Iterable<Uint8Array>)];
    expect(chunks.map((chunk) => parts.indexOf(chunk))).toEqual([0, -1, 2, 3]);
  });

  it("gathers small parts in whole blocks", () => {
    const chunks = [...(body(partsOf(Array.from({ length: 1_000 }, () => 440)), false) as Iterable<Uint8Array>)];
    expect(chunks.map((chunk) => chunk.length)).toEqual([
      ...Array.from({ length: 6 }, () => blockBytes),
      440_000 - 6 * blockBytes,
    ]);
  });

  it.each([true, false])("comes out as it went in, whatever the sizes (one block used again: %s)", (reuses) => {
    const size = fc.oneof(
      fc.nat(2_000),
      fc.nat(blockBytes * 2),
      fc.constantFrom(0, blockBytes - 1, blockBytes, blockBytes + 1),
    );
    fc.assert(
      fc.property(fc.array(size, { minLength: 2, maxLength: 40 }), (sizes) => {
        const parts = partsOf(sizes);
        const made = body(parts, reuses);
        const chunks = made === null ? [] : made instanceof Uint8Array ? [made] : made;
        expect(writtenBy(chunks).equals(Buffer.concat(parts))).toBe(true);
        if (!(made instanceof Uint8Array) && made !== null)
          expect(writtenBy(made).equals(Buffer.concat(parts))).toBe(true); // asked for a second time
      }),
      { numRuns: 60 },
    );
  });
});

describe("over a real socket", () => {
  it("arrives whole, though the server reads slowly and the block is used again", async () => {
    const parts = partsOf([
      ...Array.from({ length: 6_000 }, (_, i) => 100 + (i % 900)),
      200_000,
      50,
      70_000,
      30_000,
      40_000,
    ]);
    const expected = Buffer.concat(parts);
    const received: Buffer[] = [];
    const lengths: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      lengths.push(request.headers["content-length"], request.headers["transfer-encoding"]);
      request.on("data", (chunk: Buffer) => {
        received.push(chunk);
        request.pause();
        setImmediate(() => request.resume());
      });
      request.on("end", () => response.end());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const client = undiciClients.open({});
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { body: answer } = await client.request({
      method: "POST",
      url,
      headers: {},
      body: parts,
      signal: AbortSignal.timeout(10_000),
    });
    await answer.read(10);
    expect(Buffer.concat(received).equals(expected)).toBe(true);
    expect(lengths).toEqual([String(expected.length), undefined]);
    await client.close();
  });
});
