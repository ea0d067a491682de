import type { RequestBody } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { InFlight } from "./in-flight.ts";
import { BodyReader } from "./read-body.ts";
import { RequestError } from "./request-error.ts";

const tooLarge = (): RequestError => new RequestError(413, 8, "too large");
const endedEarly = (cause: unknown): RequestError => new RequestError(400, 3, "ended early", cause);

function readerOf(timeoutMs = 5_000) {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  return { world, runtime, reader: new BodyReader({ maxBytes: 10, timeoutMs, tooLarge, endedEarly }, runtime) };
}

/** A body whose reading ends as the test says. */
function bodyOf(reading: Promise<Uint8Array>): RequestBody {
  return {
    read: () => reading,
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("not asked for")) }),
  };
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const room = (all = new InFlight(1_000)) => all.enter();

describe("BodyReader", () => {
  it("gives what came as it came, and counts it where the runtime did not show it", async () => {
    const all = new InFlight(1_000);
    const chunk = bytes(1, 2, 3);
    expect(await readerOf().reader.read(bodyOf(Promise.resolve(chunk)), room(all))).toBe(chunk);
    expect(all.bytes).toBe(3);
  });

  it("a body past the limit is answered as its protocol says", async () => {
    const reading = Promise.reject<Uint8Array>(new RangeError("more than 10 bytes"));
    await expect(readerOf().reader.read(bodyOf(reading), room())).rejects.toMatchObject({ httpStatus: 413, code: 8 });
  });

  it("a connection that breaks within the body is answered as its protocol says", async () => {
    const cause = new Error("ECONNRESET");
    const reading = Promise.reject<Uint8Array>(cause);
    await expect(readerOf().reader.read(bodyOf(reading), room())).rejects.toMatchObject({
      httpStatus: 400,
      message: "ended early",
      cause,
    });
  });

  it("a body that does not arrive in time: 408, and the others have their own time", async () => {
    const { world, reader } = readerOf();
    const never = bodyOf(new Promise(() => undefined));
    const began = world.now;
    const ends: number[] = [];
    const read = (): Promise<unknown> =>
      reader.read(never, room()).catch((error: unknown) => (ends.push(world.now - began), error));
    const first = read();
    await world.advance(3_000);
    const second = read();
    const quick = reader.read(bodyOf(Promise.resolve(bytes(1))), room());
    expect(await world.until(Promise.all([first, second, quick]))).toMatchObject([
      { httpStatus: 408, code: 4, message: "the request body did not arrive within 5000 ms" },
      { httpStatus: 408 },
      bytes(1),
    ]);
    expect(ends).toEqual([5_000, 8_000]);
  });

  it("has one timer, whoever reads, and none when it is closed", async () => {
    const { runtime, reader } = readerOf();
    for (let i = 0; i < 20; i++) await reader.read(bodyOf(Promise.resolve(bytes(1))), room());
    expect(runtime.leaks()).toHaveLength(1);
    reader.close();
    expect(runtime.leaks()).toEqual([]);
  });

  it("waits without end where it is told to", async () => {
    const { world, reader } = readerOf(0);
    let ended = false;
    void reader.read(bodyOf(new Promise(() => undefined)), room()).finally(() => (ended = true));
    await world.advance(86_400_000);
    expect(ended).toBe(false);
  });
});
