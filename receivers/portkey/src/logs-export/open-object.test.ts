import type { HttpResponse } from "@genai-collector/component";
import { SourceError, type Io, type SourceRequest } from "@genai-collector/polling";
import { describe, expect, it } from "vitest";
import type { PortkeyInstruments } from "../telemetry.ts";
import { pageStart, type PagePosition } from "./export-state.ts";
import { openObject } from "./open-object.ts";

const link = "https://objects.example.net/exp-1.jsonl?X-Amz-Signature=SECRET";
const begun: PagePosition = { ...pageStart, records: 3, offset: 300, tag: '"one"', size: 1_000 };

interface Given {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client rejects instead. */
  readonly error?: Error;
}

/** What comes of an answer, and what was asked. */
async function opened({ status = 200, headers = {}, error }: Given, position = pageStart, asWhole = false) {
  const asked: SourceRequest[] = [];
  let bytesLeft = true;
  const body: HttpResponse["body"] = {
    read: () => {
      bytesLeft = false;
      return Promise.resolve(new Uint8Array());
    },
    [Symbol.asyncIterator]: () => {
      throw new Error("not read here");
    },
  };
  const io = {
    endpoint: (_name: string, ask: () => Promise<unknown>) => ask(),
    request: (request: SourceRequest) => {
      asked.push(request);
      return error === undefined ? Promise.resolve({ status, headers, body }) : Promise.reject(error);
    },
  } as unknown as Io<PortkeyInstruments>;
  const found = await openObject(io, { link, position, asWhole, timeoutMs: 5_000 });
  const isOpen = found !== "end" && "body" in found;
  return {
    found: isOpen ? { begin: found.begin, tag: found.tag, size: found.size } : found,
    asked: asked[0]!,
    isLeft: bytesLeft,
  };
}

const status = (code: number): Given => ({
  error: new SourceError("SOURCE_STATUS", `HTTP ${code}`, {
    kind: code >= 500 ? "retryable" : "misconfigured",
    status: code,
  }),
});
const tagged = { etag: '"one"' };
const part = { ...tagged, "content-range": "bytes 300-999/1000" };

describe("the request", () => {
  it("asks for plain bytes, all of them at first", async () => {
    const { asked } = await opened({});
    expect(asked.headers).toEqual({ "accept-encoding": "identity" });
    expect(asked.timeoutMs).toBe(5_000);
  });

  it("94: second chunk sends exactly bytes=<offset>-, on the condition that the object is the same", async () => {
    const { asked } = await opened({ status: 206, headers: part }, begun);
    expect(asked.headers).toEqual({ "accept-encoding": "identity", range: "bytes=300-", "if-match": '"one"' });
  });

  it("a weak tag is no condition (RFC 9110 §13.1.1): it is compared with the answer's", async () => {
    const weak = { ...begun, tag: 'W/"one"' };
    const { asked } = await opened({ status: 206, headers: { ...part, etag: 'W/"one"' } }, weak);
    expect(asked.headers).toEqual({ "accept-encoding": "identity", range: "bytes=300-" });
    expect((await opened({ status: 206, headers: { ...part, etag: 'W/"two"' } }, weak)).found).toEqual({
      problem: "object_changed",
    });
  });

  it("asks for all of it again where parts did not come as they should", async () => {
    const { asked, found } = await opened({ headers: { ...tagged, "content-length": "1000" } }, begun, true);
    expect(asked.headers).toEqual({ "accept-encoding": "identity", "if-match": '"one"' });
    expect(found).toEqual({ begin: 0, tag: '"one"', size: 1_000 });
  });
});

describe("the answer", () => {
  const from300 = { begin: 300, tag: '"one"', size: 1_000 };
  it.each([
    ["200", pageStart, { headers: { ...tagged, "content-length": "1000" } }, { begin: 0, tag: '"one"', size: 1_000 }],
    ["200 without a tag and a length", pageStart, {}, { begin: 0, tag: "", size: 0 }],
    [
      "200 with a tag that is too long to be kept",
      pageStart,
      { headers: { etag: `"${"t".repeat(200)}"` } },
      { begin: 0, tag: "", size: 0 },
    ],
    ["206 with Content-Range start == offset", begun, { status: 206, headers: part }, from300],
    [
      "206 of unknown size",
      begun,
      { status: 206, headers: { ...tagged, "content-range": "bytes 300-999/*" } },
      { ...from300, size: 0 },
    ],
    [
      "95: 200 though a part was asked for",
      begun,
      { headers: { ...tagged, "content-length": "1000" } },
      { begin: 0, tag: '"one"', size: 1_000 },
    ],
    [
      "96: 206 with a different start",
      begun,
      { status: 206, headers: { ...part, "content-range": "bytes 299-999/1000" } },
      { problem: "range_wrong" },
    ],
    ["206 without Content-Range", begun, { status: 206, headers: tagged }, { problem: "range_wrong" }],
    [
      "206 with a Content-Range that is none",
      begun,
      { status: 206, headers: { ...tagged, "content-range": "300-999" } },
      { problem: "range_wrong" },
    ],
    [
      "206 though nothing was asked for but the whole",
      pageStart,
      { status: 206, headers: part },
      { problem: "range_wrong" },
    ],
    ["412: another object", begun, { status: 412 }, { problem: "object_changed" }],
    [
      "206 of an object with another tag",
      begun,
      { status: 206, headers: { ...part, etag: '"two"' } },
      { problem: "object_changed" },
    ],
    [
      "206 of an object with another size",
      begun,
      { status: 206, headers: { ...tagged, "content-range": "bytes 300-1999/2000" } },
      { problem: "object_changed" },
    ],
    ["200 of an object with another tag", begun, { headers: { etag: '"two"' } }, { problem: "object_changed" }],
    [
      "93: 416 at the end",
      { ...begun, offset: 1_000 },
      { status: 416, headers: { "content-range": "bytes */1000" } },
      "end",
    ],
    ["93: 416 at the end, without the size", { ...begun, offset: 1_000 }, { status: 416 }, "end"],
    ["93: 416 where no size was ever told", { ...begun, size: 0 }, { status: 416 }, "end"],
    [
      "416 before the end: the object is shorter now",
      begun,
      { status: 416, headers: { "content-range": "bytes */200" } },
      { problem: "object_changed" },
    ],
    ["416 before the end, without the size", begun, { status: 416 }, { problem: "object_changed" }],
    [
      "W13: gzip that nobody asked for",
      pageStart,
      { headers: { ...tagged, "content-encoding": "gzip" } },
      { problem: "encoding_forced" },
    ],
    [
      "W13: a part of gzip",
      begun,
      { status: 206, headers: { ...part, "content-encoding": "gzip" } },
      { problem: "encoding_forced" },
    ],
    [
      "identity, said",
      pageStart,
      { headers: { ...tagged, "content-encoding": "identity" } },
      { begin: 0, tag: '"one"', size: 0 },
    ],
    ["400", pageStart, status(400), { problem: "link_expired" }],
    ["401", pageStart, status(401), { problem: "link_expired" }],
    ["403", pageStart, status(403), { problem: "link_expired" }],
    ["404", pageStart, status(404), { problem: "object_gone" }],
    ["410", pageStart, status(410), { problem: "object_gone" }],
  ] satisfies (readonly [string, PagePosition, Given, unknown])[])("%s", async (_, position, given, expected) => {
    const { found, isLeft } = await opened(given, position);
    expect(found).toEqual(expected);
    // A body that nobody reads would keep its connection.
    expect(isLeft).toBe("error" in given || (expected !== "end" && !("problem" in (expected as object))));
  });

  it.each([405, 409, 418, 500, 503])("100: %i rejects: no empty page", async (code) => {
    await expect(opened(status(code))).rejects.toMatchObject({ status: code });
  });
});
