import { describe, expect, it } from "vitest";
import { planted, type PortkeyFaultKind, type PortkeyOptions } from "../src/index.ts";
import { hour, minute, noon } from "./ask.ts";
import { bytesOf, Exporting, plain, settled, type Read } from "./exporting.ts";

/** An export whose bytes are there, and its whole object. */
async function stored(
  options: Partial<PortkeyOptions> = {},
): Promise<{ readonly exporting: Exporting; readonly id: string; readonly link: string; readonly whole: Read }> {
  const exporting = new Exporting(options);
  const id = exporting.finished();
  const link = exporting.link(id);
  return { exporting, id, link, whole: await exporting.read(link) };
}

/** An export that a fault befell when it was created. */
async function befallen(kind: PortkeyFaultKind): Promise<readonly string[]> {
  const exporting = new Exporting();
  const { id } = exporting.under(kind, "#create", () => exporting.create());
  exporting.start(id);
  exporting.now += hour;
  return (await exporting.read(exporting.link(id))).bytes.toString().split("\n");
}

describe("parts of an object", () => {
  it("the whole: its size, its tag, and lines that end", async () => {
    const { whole } = await stored();
    expect([whole.status, whole.headers]).toMatchObject([
      200,
      {
        "accept-ranges": "bytes",
        "content-length": String(whole.bytes.length),
        etag: expect.stringMatching(/^"\w+"$/),
      },
    ]);
    expect(whole.bytes.at(-1)).toBe(10);
    expect(whole.headers["content-encoding"]).toBeUndefined();
  });

  it("any part is that part of the whole, wherever it begins and ends", async () => {
    const { exporting, link, whole } = await stored();
    const size = whole.bytes.length;
    for (const [header, start, end] of [
      ["bytes=0-", 0, size],
      ["bytes=1-", 1, size],
      [`bytes=${size - 1}-`, size - 1, size],
      ["bytes=1000-1999", 1_000, 2_000],
      [`bytes=${Math.floor(size / 2)}-`, Math.floor(size / 2), size],
      ["bytes=-77", size - 77, size],
    ] as const) {
      const part = await exporting.read(link, { range: header });
      expect([header, part.status, part.headers["content-range"], part.headers["content-length"]]).toEqual([
        header,
        206,
        `bytes ${start}-${end - 1}/${size}`,
        String(end - start),
      ]);
      expect(part.bytes.equals(whole.bytes.subarray(start, end))).toBe(true);
    }
  });

  it("what begins at its end or behind it: 416 with its size", async () => {
    const { exporting, link, whole } = await stored();
    const size = whole.bytes.length;
    for (const start of [size, size + 1]) {
      const answer = await exporting.read(link, { range: `bytes=${start}-` });
      expect([answer.status, answer.headers["content-range"]]).toEqual([416, `bytes */${size}`]);
    }
  });

  it("an object without rows has no bytes, and no part", async () => {
    const exporting = new Exporting({ requestsPerMinute: 0 });
    const link = exporting.link(exporting.finished());
    expect((await exporting.read(link)).bytes).toHaveLength(0);
    expect((await exporting.read(link, { range: "bytes=0-" })).status).toBe(416);
  });

  it("another link to it has the same bytes and the same tag", async () => {
    const { exporting, id, link, whole } = await stored();
    const other = exporting.link(id);
    expect(other).not.toBe(link);
    const again = await exporting.read(other);
    expect(again.headers["etag"]).toBe(whole.headers["etag"]);
    expect(again.bytes.equals(whole.bytes)).toBe(true);
  });

  it("If-Range: its part while the object is the same, the whole new one when it was replaced", async () => {
    const { exporting, link, whole } = await stored();
    const part = { range: "bytes=100-", "if-range": whole.headers["etag"]! };
    expect((await exporting.read(link, part)).status).toBe(206);
    exporting.simulator.script({ kind: "object_changed", from: exporting.now, to: exporting.now + 1 });
    const changed = await exporting.read(link, part);
    exporting.now++;
    expect(changed.status).toBe(200);
    expect(changed.headers["etag"]).not.toBe(whole.headers["etag"]);
    expect(changed.bytes.length).toBeGreaterThan(whole.bytes.length);
    const misaligned = await exporting.read(link, { range: "bytes=100-" });
    expect(misaligned.bytes.equals(whole.bytes.subarray(100))).toBe(false);
  });

  it("If-Match and If-None-Match", async () => {
    const { exporting, link, whole } = await stored();
    const etag = whole.headers["etag"]!;
    const statuses = [{ "if-match": etag }, { "if-match": '"old"' }, { "if-none-match": etag }].map(
      (headers) => exporting.object(link, headers).status,
    );
    expect(statuses).toEqual([200, 412, 304]);
  });

  it("compressed for who takes it: other bytes, another tag, parts of the compressed bytes", async () => {
    const { exporting, link, whole } = await stored();
    const gzip = await exporting.read(link, { "accept-encoding": "gzip, deflate" });
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    expect(gzip.headers["etag"]).not.toBe(whole.headers["etag"]);
    expect(plain(gzip)).toBe(whole.bytes.toString());
    expect(gzip.bytes.length).toBeLessThan(whole.bytes.length / 2);
    const part = await exporting.read(link, { "accept-encoding": "gzip", range: "bytes=100-" });
    expect(part.bytes.equals(gzip.bytes.subarray(100))).toBe(true);
    for (const header of ["identity", "gzip;q=0", "deflate"]) {
      const { headers } = await exporting.read(link, { "accept-encoding": header });
      expect([header, headers["content-encoding"]]).toEqual([header, undefined]);
    }
  });
});

describe("a link", () => {
  it("holds for six hours from its making, and not a moment longer", async () => {
    const { exporting, link } = await stored();
    exporting.now += 6 * hour - 1;
    expect(exporting.object(link).status).toBe(200);
    exporting.now += 1;
    const expired = exporting.object(link);
    expect([expired.status, expired.body]).toEqual([403, expect.stringContaining("Request has expired")]);
  });

  it("is good for its object alone, and only as it was written", async () => {
    const { exporting, link } = await stored();
    const other = exporting.finished();
    for (const forged of [
      link.replace(/exp-\d+/, other),
      link.replace("Expires=21600", "Expires=99999"),
      link.replace(/Signature=./, "Signature=_"),
      link.replace(/\?.*/, ""),
    ])
      expect([forged, exporting.object(forged).status]).toEqual([forged, 403]);
  });

  it("is a secret that would be found wherever it is written", async () => {
    const { link } = await stored();
    expect(link).toContain(planted.secret);
  });

  it("takes GET alone, and refuses and counts a credential that is not for this host", async () => {
    const { exporting, link } = await stored();
    expect(exporting.object(link, {}, "HEAD").status).toBe(405);
    expect(exporting.object(link, { "x-portkey-api-key": "pk" }).status).toBe(400);
    expect(exporting.object(link, { authorization: "Bearer pk" }).status).toBe(400);
    expect(exporting.simulator.objectRequests).toEqual({ all: 4, withCredential: 2 });
  });
});

describe("faults of the host of the objects", () => {
  it.each([
    ["bad_request", 400],
    ["unauthorized", 401],
    ["forbidden", 403],
    ["expired_link", 403],
    ["not_found", 404],
    ["gone", 410],
    ["server_error", 500],
    ["throttled", 503],
    ["redirected", 307],
  ] as const)("%s: %i, with a body that must not be shown", async (kind, status) => {
    const { exporting, link } = await stored();
    const answer = exporting.under(kind, "objects/", () => exporting.object(link));
    expect([answer.status, answer.headers["retry-after"]]).toEqual([status, kind === "throttled" ? "5" : undefined]);
    expect(answer.body).toContain(planted.secret);
    expect(exporting.object(link).status).toBe(200);
  });

  it("range_ignored: the whole; range_shifted: another part; range_unlabelled: nobody says which", async () => {
    const { exporting, link, whole } = await stored();
    const ask = (kind: PortkeyFaultKind): Promise<Read> =>
      exporting.under(kind, "objects/", () => exporting.read(link, { range: "bytes=100-" }));
    const [ignored, shifted, unlabelled] = [
      await ask("range_ignored"),
      await ask("range_shifted"),
      await ask("range_unlabelled"),
    ];
    expect([ignored.status, ignored.bytes.equals(whole.bytes)]).toEqual([200, true]);
    expect(shifted.headers["content-range"]).toMatch(/^bytes 99-/);
    expect(shifted.bytes.equals(whole.bytes.subarray(99))).toBe(true);
    expect([unlabelled.status, unlabelled.headers["content-range"]]).toEqual([206, undefined]);
  });

  it("forced_gzip: compressed whatever was asked; slow, cut and lost: as it arrives", async () => {
    const { exporting, link, whole } = await stored({ slowMs: 9 });
    const forced = await exporting.under("forced_gzip", "objects/", () =>
      exporting.read(link, { "accept-encoding": "identity" }),
    );
    expect([forced.headers["content-encoding"], plain(forced)]).toEqual(["gzip", whole.bytes.toString()]);
    const under = (kind: PortkeyFaultKind): object => exporting.under(kind, "objects/", () => exporting.object(link));
    expect(under("slow")).toMatchObject({ delayMs: 9 });
    expect(under("cut")).toMatchObject({ cutAfter: Math.floor(whole.bytes.length / 2) });
    expect(under("lost")).toMatchObject({ lost: true });
  });

  it("short_link: it expires while it is read, and the next part is refused", async () => {
    const { exporting, id } = await stored();
    const link = exporting.under("short_link", "#download", () => exporting.link(id));
    expect(exporting.object(link).status).toBe(200);
    exporting.now += 1_000;
    expect(exporting.object(link, { range: "bytes=10-" }).status).toBe(403);
  });
});

describe("lines that are none", () => {
  it("each fault adds lines, or an end, and takes no record away", async () => {
    const good = (await stored()).whole.bytes.toString().split("\n");
    const added = async (kind: PortkeyFaultKind): Promise<readonly string[]> => {
      const lines = await befallen(kind);
      expect(good.filter((line) => !lines.includes(line))).toEqual(kind === "unterminated" ? [""] : []);
      return lines.filter((line, index) => !good.includes(line) || (line === "" && index < lines.length - 1));
    };
    const [malformed, blank, oversize] = [
      await added("malformed_line"),
      await added("blank_line"),
      await added("oversize_line"),
    ];
    expect(malformed).toHaveLength(2);
    for (const line of malformed) expect(line).toMatch(/^(?:\{[^}]*|\[.*\])$/);
    expect(blank).toEqual([""]);
    expect(oversize).toHaveLength(1);
    expect(oversize[0]!.length).toBeGreaterThan(1_048_576);
    expect(await added("unterminated")).toEqual([]);
    const repeated = await befallen("repeated_line");
    expect([repeated.length, new Set(repeated).size]).toEqual([good.length + 1, good.length]);
    expect(await befallen("short_page")).toEqual([...good.slice(0, Math.floor((good.length - 1) / 2)), ""]);
  });

  it("oversize_object: more than half a GiB, of which nobody holds more than a block", async () => {
    const exporting = new Exporting();
    const { id } = exporting.under("oversize_object", "#create", () => exporting.create());
    exporting.start(id);
    exporting.now += hour;
    const link = exporting.link(id);
    const answer = exporting.object(link);
    const size = Number(answer.headers["content-length"]);
    expect(size).toBeGreaterThan(512 * 1_048_576);
    const tail = await exporting.read(link, { range: `bytes=${size - 2_000_000}-` });
    expect(
      tail.bytes
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => line.at(-1)),
    ).toEqual(['"', '"']);
  });
});

describe("a large export", () => {
  it("a million records: counted at once, delivered page by page, and read from any byte on without the rest", async () => {
    const exporting = new Exporting({ requestsPerMinute: 14_000 });
    const window = { from: noon - 2 * hour, to: noon - hour };
    const last = exporting.create(window);
    expect(last.total).toBeGreaterThan(1_000_000);
    const id = exporting.finished({ ...window, filters: { current_page: 20, page_size: 1_000_000 } });
    const link = exporting.link(id);
    const { headers } = exporting.object(link);
    const size = Number(headers["content-length"]);
    expect(size).toBeGreaterThan(20_000_000);
    const answer = exporting.object(link, { range: `bytes=${size - 300_000}-` });
    if (typeof answer.body === "string") throw new Error("there are no bytes");
    for await (const chunk of answer.body) expect(chunk.length).toBeLessThan(1_048_576);
    const { bytes } = await exporting.read(link, { range: `bytes=${size - 300_000}-` });
    expect(bytes).toHaveLength(300_000);
    expect(exporting.simulator.jobs.map(({ total }) => total)).toEqual([last.total, last.total]);
  });

  it("one row more than a page is a page of its own", async () => {
    const exporting = new Exporting({ exports: { largestPage: 100 } });
    const pageOf = async (current_page: number): Promise<readonly string[]> =>
      exporting.lines({ ...settled, filters: { page_size: 50_000, current_page } });
    const { total } = exporting.create();
    const pages = [];
    for (let page = 0; page <= Math.ceil(total / 100); page++) pages.push(await pageOf(page));
    expect(pages.map((lines) => lines.length)).toEqual([
      ...Array.from({ length: Math.floor(total / 100) }, () => 100),
      ...(total % 100 === 0 ? [] : [total % 100]),
      0,
    ]);
    const ids = pages.flat().map((line) => (JSON.parse(line) as { readonly id: string }).id);
    expect(ids).toEqual([...exporting.simulator.logTruth(settled)].map(({ id }) => id));
  });

  it("late records move the rows of a page that is created later, but not those of one that was created", async () => {
    const exporting = new Exporting({ exports: { largestPage: 100 } });
    const first = exporting.create();
    exporting.now += minute;
    exporting.simulator.reviseLate(settled.from, exporting.now);
    const second = exporting.create();
    expect(second.total).toBe(first.total + 1);
    exporting.start(first.id);
    exporting.start(second.id);
    exporting.now += hour;
    const { bytes } = await exporting.read(exporting.link(first.id));
    const { body } = exporting.object(exporting.link(second.id));
    if (typeof body === "string") throw new Error("there are no bytes");
    const [before, after] = [bytes.toString().split("\n"), (await bytesOf(body)).toString().split("\n")];
    expect(before.filter((line) => !after.includes(line))).toEqual([before[99]]);
  });
});
