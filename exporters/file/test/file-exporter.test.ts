import { isCollectorError, type BatchContext, type Logs, type Payload } from "@genai-collector/component";
import { encodeJson, parseJsonRequest, parseRequest } from "@genai-collector/pdata";
import {
  createSettings,
  decodeConfig,
  generateTraces,
  Recorded,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { zstdDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FileExporter } from "../src/file-exporter.ts";
import { fileExporterFactory } from "../src/index.ts";
import { OutputFile } from "../src/output-file.ts";
import { fileInstruments } from "../src/telemetry.ts";

const spec = fileExporterFactory.config;
const path = "/data/out.json";
const never = new AbortController().signal;

/** One record a body, all of one service; `none`: a resource that names none. */
function logsOf(bodies: readonly string[], service: unknown = "shop"): Logs {
  const value = typeof service === "string" ? { stringValue: service } : { intValue: 7 };
  const attributes = service === "none" ? [] : [{ key: "service.name", value }];
  const logRecords = bodies.map((stringValue) => ({ body: { stringValue } }));
  const request = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] };
  return parseJsonRequest("logs", new TextEncoder().encode(JSON.stringify(request)));
}

async function setUp(raw: object = {}, world = new World()) {
  const runtime = new VirtualRuntime(world);
  const recorded = new Recorded();
  const settings = createSettings<typeof fileInstruments>("file", runtime, { recorded, instruments: fileInstruments });
  const exporter = new FileExporter(settings, decodeConfig(spec, { path, create_directory: true, ...raw }, "file"));
  await world.until(exporter.start());
  const send = (payload: Payload = logsOf(["a"]), context: Partial<BatchContext> = {}): Promise<unknown> =>
    exporter.logs
      .consume(payload, { acknowledge: "accepted", signal: never, ...context })
      .catch((error: unknown) => error);
  const text = (at = path): string => new TextDecoder().decode(world.disk.get(at));
  return { world, runtime, recorded, exporter, send, text };
}

const bodiesIn = (text: string): unknown[] =>
  [...text.matchAll(/"body":\{"stringValue":"(\w+)"\}/g)].map(([, body]) => body);

describe("a file", () => {
  it("has a line of OTLP/JSON for each request, that reads back as what was sent", async () => {
    const { world, send, text } = await setUp();
    const sent = [logsOf(["a", "b"]), logsOf(["c"])];
    const expected = sent.map((payload) => encodeJson(payload));
    for (const payload of sent) expect(await world.until(send(payload))).toBeUndefined();
    const lines = text().trimEnd().split("\n");
    expect(lines.map((line) => Buffer.from(line))).toEqual(expected.map((line) => Buffer.from(line)));
    expect(parseJsonRequest("logs", new TextEncoder().encode(lines[0])).items).toBe(2);
  });

  it("of protobuf has each request behind its length", async () => {
    const { world, exporter } = await setUp({ format: "proto" });
    const payload = generateTraces();
    const whole = Buffer.concat(payload.encoded().map(({ bytes }) => bytes));
    for (let time = 0; time < 2; time++)
      await world.until(exporter.traces.consume(payload.fork(), { acknowledge: "accepted", signal: never }));
    const file = Buffer.from(world.disk.get(path)!);
    const size = file.readUInt32BE(0);
    expect(file.length).toBe(2 * (4 + size));
    expect(file.subarray(4, 4 + size).equals(whole)).toBe(true);
    expect(parseRequest("traces", file.subarray(8 + size)).items).toBe(payload.items);
  });

  it("that is compressed has each request as one frame behind its length", async () => {
    const { world, send } = await setUp({ compression: "zstd" });
    await world.until(send(logsOf(["a"])));
    await world.until(send(logsOf(["b"])));
    let file = Buffer.from(world.disk.get(path)!);
    const found: unknown[] = [];
    while (file.length > 0) {
      const size = file.readUInt32BE(0);
      found.push(...bodiesIn(zstdDecompressSync(file.subarray(4, 4 + size)).toString()));
      file = file.subarray(4 + size);
    }
    expect(found).toEqual(["a", "b"]);
  });

  it.each([
    [{}, ["b"]],
    [{ append: true }, ["a", "b"]],
    [{ rotation: {} }, ["a", "b"]],
  ])("of an earlier run: with %j it holds %j", async (raw, expected) => {
    const first = await setUp(raw);
    await first.world.until(first.send(logsOf(["a"])));
    await first.world.until(first.exporter.shutdown());
    const second = await setUp(raw, first.world);
    await second.world.until(second.send(logsOf(["b"])));
    expect(bodiesIn(second.text())).toEqual(expected);
  });

  it("keeps the order of those who send at the same time", async () => {
    const { world, send, text } = await setUp();
    world.disk.latencyMs = 5;
    const bodies = Array.from({ length: 50 }, (_, index) => `r${index}`);
    await world.until(Promise.all(bodies.map((body) => send(logsOf([body])))));
    expect(bodiesIn(text())).toEqual(bodies);
  });
});

it("a file takes what comes in any turn of the loop behind a write", async () => {
  const { world, send, text } = await setUp();
  for (let turns = 0; turns < 40; turns++) {
    const first = send(logsOf([`a${turns}`]));
    const second = (async () => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      return send(logsOf([`b${turns}`]));
    })();
    expect(await world.until(Promise.all([first, second]))).toEqual([undefined, undefined]);
  }
  expect(bodiesIn(text())).toHaveLength(80);
});

describe("delivery", () => {
  it("is the disk's, one flush for all that was written before it", async () => {
    const { world, runtime, send } = await setUp();
    const started = world.now;
    await world.until(send());
    expect([world.now, world.disk.durable(path)?.length ?? 0]).toEqual([started, 0]);
    await world.until(Promise.all([1, 2, 3].map(() => send(logsOf(["b"]), { acknowledge: "delivered" }))));
    expect(world.now - started).toBe(1_000);
    expect(world.disk.durable(path)).toEqual(world.disk.get(path));
    expect(runtime.callsBySeam.get("files.sync")).toBe(1);
  });

  it("comes with the shutdown, which leaves nothing open", async () => {
    const { world, runtime, exporter, send } = await setUp();
    const sent = send(logsOf(["a"]), { acknowledge: "delivered" });
    await world.advance(10);
    await world.until(exporter.shutdown());
    expect(await world.until(sent, 0)).toBeUndefined();
    expect(world.disk.durable(path)).toEqual(world.disk.get(path));
    expect(runtime.leaks()).toEqual([]);
  });

  it("is not told while an earlier flush of the same bytes is under way, and fails with it", async () => {
    const { world, runtime } = await setUp();
    const settings = createSettings<typeof fileInstruments>("file", runtime, { instruments: fileInstruments });
    const file = new OutputFile("/data/one", true, settings, decodeConfig(spec, { path }, "file"));
    await world.until(file.write([new Uint8Array(1)]));
    world.disk.latencyMs = 3_000;
    world.disk.fail({ call: "sync", code: "EIO", times: 1 });
    const outcomes = world.until(Promise.allSettled([file.sync(), file.sync()]));
    expect(await outcomes).toMatchObject([{ reason: { code: "FILE_WRITE" } }, { reason: { code: "FILE_WRITE" } }]);
    expect(file.isIdle).toBe(false);
    await world.until(file.close());
  });

  it("of one who leaves is given up alone", async () => {
    const { world, send } = await setUp();
    const leaver = new AbortController();
    const [gone, stays] = [leaver.signal, never].map((signal) =>
      send(logsOf(["a"]), { acknowledge: "delivered", signal }),
    );
    await world.advance(10);
    leaver.abort();
    expect(await world.until(gone!, 0)).toMatchObject({ code: "FILE_ABORTED", kind: "retryable" });
    expect(await world.until(stays!)).toBeUndefined();
  });

  it("leaves nothing open on a disk that fails at the shutdown", async () => {
    const { world, runtime, exporter, send } = await setUp();
    await world.until(send());
    world.disk.fail({ call: "sync", code: "EIO" });
    await expect(world.until(exporter.shutdown())).rejects.toMatchObject({ code: "FILE_WRITE" });
    expect(runtime.leaks()).toEqual([]);
  });

  it("fails when the disk does, is told, and works again", async () => {
    const { world, send, recorded } = await setUp();
    const repair = world.disk.fail({ call: "sync", code: "EIO" });
    expect(await world.until(send(logsOf(["a"]), { acknowledge: "delivered" }))).toMatchObject({
      code: "FILE_WRITE",
      kind: "retryable",
      message: `cannot write ${path}: EIO`,
    });
    await world.until(send());
    await world.advance(2_000); // nobody waits for this flush
    expect(recorded.logs.map(({ level }) => level)).toEqual(["error", "error"]);
    repair();
    expect(await world.until(send(logsOf(["a"]), { acknowledge: "delivered" }))).toBeUndefined();
  });

  it("to a full disk leaves no half of a request, and goes on when there is room", async () => {
    const { world, send, text } = await setUp();
    await world.until(send(logsOf(["a"])));
    world.disk.capacityBytes = world.disk.usedBytes + 20;
    expect(await world.until(send(logsOf(["b"])))).toMatchObject({ message: `cannot write ${path}: ENOSPC` });
    expect(text().endsWith("\n")).toBe(true);
    world.disk.capacityBytes = Infinity;
    await world.until(send(logsOf(["c"])));
    expect(bodiesIn(text())).toEqual(["a", "c"]);
  });

  it("to a full disk whose file cannot even be cut back says so, and the file is opened anew", async () => {
    const { world, send, text } = await setUp();
    await world.until(send(logsOf(["a"])));
    world.disk.fail({ call: ["write", "truncate"], code: "EIO", times: 2 });
    expect(isCollectorError(await world.until(send(logsOf(["b"]))))).toBe(true);
    await world.until(send(logsOf(["c"])));
    expect(bodiesIn(text())).toEqual(["a", "c"]);
  });
});

describe("rotation", () => {
  const rotation = { max_megabytes: 1, max_backups: 2 };
  const large = (name: string): Logs => logsOf([name, "x".repeat(600_000)]);

  it("puts a file aside before it grows beyond its size, under a name that tells when", async () => {
    const { world, send, text, recorded } = await setUp({ rotation });
    await world.until(send(large("a")));
    await world.until(send(large("b")));
    const names = await listed(world);
    expect(names).toEqual(["/data/out-2026-01-01T00-00-00.000.json", path]);
    expect([text(names[0]).includes('"a"'), text().includes('"b"')]).toEqual([true, true]);
    expect(recorded.count("file.rotations")).toBe(1);
  });

  it("keeps as many as it is told, the newest", async () => {
    const { world, send } = await setUp({ rotation });
    for (const name of ["a", "b", "c", "d", "e"]) {
      await world.until(send(large(name)));
      await world.advance(60_000);
    }
    expect(await listed(world)).toEqual([
      "/data/out-2026-01-01T00-03-00.000.json",
      "/data/out-2026-01-01T00-04-00.000.json",
      path,
    ]);
  });

  it("removes what is too old, and nobody else's files", async () => {
    const { world, send } = await setUp({ rotation: { ...rotation, max_days: 1, max_backups: 0 } });
    world.disk.put("/data/out-of-order.json", new Uint8Array(1));
    world.disk.put("/data/out-2020-01-01T00-00-00.000.txt", new Uint8Array(1));
    world.disk.put("/data/out-2020-13-01T00-00-00.000.json", new Uint8Array(1));
    await world.until(send(large("a")));
    await world.until(send(large("b")));
    await world.advance(86_400_001);
    await world.until(send(large("c")));
    expect(await listed(world)).toEqual([
      "/data/out-2020-01-01T00-00-00.000.txt",
      "/data/out-2020-13-01T00-00-00.000.json",
      "/data/out-2026-01-02T00-00-00.001.json",
      "/data/out-of-order.json",
      path,
    ]);
  });

  it("gives a request that is larger than a file one for itself", async () => {
    const { world, send } = await setUp({ rotation });
    for (let time = 0; time < 3; time++) {
      await world.until(send(logsOf(["x".repeat(2_000_000)])));
      await world.advance(1_000);
    }
    expect(await listed(world)).toHaveLength(3);
  });

  it("loses none of several files that are full in the same millisecond", async () => {
    const { world, send, text } = await setUp({ rotation: { ...rotation, max_backups: 0 } });
    for (const name of ["a", "b", "c"]) await world.until(send(large(name)));
    const names = await listed(world);
    expect(names.map((name) => /"(a|b|c)"/.exec(text(name))![1])).toEqual(["a", "b", "c"]);
  });

  it("that fails is tried again with the next request, and loses none", async () => {
    const { world, send, text } = await setUp({ rotation });
    await world.until(send(large("a")));
    world.disk.fail({ call: "rename", code: "EACCES", times: 1 });
    expect(await world.until(send(large("b")))).toMatchObject({ code: "FILE_WRITE" });
    expect(await world.until(send(large("c")))).toBeUndefined();
    const names = await listed(world);
    expect(names.map((name) => /"(a|b|c)"/.exec(text(name))![1])).toEqual(["a", "c"]);
  });

  it("names by the local time where it is asked to, and still knows its files", async () => {
    const { world, send } = await setUp({ rotation: { ...rotation, localtime: true, max_backups: 1 } });
    for (const name of ["a", "b", "c"]) {
      await world.until(send(large(name)));
      await world.advance(60_000);
    }
    expect(await listed(world)).toHaveLength(2);
  });
});

async function listed(world: World): Promise<string[]> {
  return [...(await world.until(new VirtualRuntime(world).files.list("/data")))].sort();
}

describe("a file for each value of an attribute", () => {
  const raw = { path: "/data/*/out.json", group_by: { resource_attribute: "service.name", max_open_files: 2 } };

  it("is that of the resource", async () => {
    const { world, exporter, text, runtime } = await setUp(raw);
    const both = logsOf(["a"]).withRanges([...logsOf(["a"]).encoded(), ...logsOf(["b"], "cart").encoded()]);
    await world.until(exporter.logs.consume(both, { acknowledge: "delivered", signal: never }));
    expect([bodiesIn(text("/data/shop/out.json")), bodiesIn(text("/data/cart/out.json"))]).toEqual([["a"], ["b"]]);
    await world.until(exporter.shutdown());
    expect(runtime.leaks()).toEqual([]);
  });

  it.each(["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\x", "a\0b"])(
    "stays below its folder: %j",
    async (service) => {
      const { world, send, runtime } = await setUp(raw);
      await world.until(send(logsOf(["a"], service)));
      const folders = ["/data/etc/passwd", "/data/b", "/data/x", "/data/ab"];
      const found = await world.until(Promise.all(folders.map((folder) => runtime.files.stat(`${folder}/out.json`))));
      expect(found.filter((stat) => stat?.kind === "file")).toHaveLength(1);
      expect(await world.until(runtime.files.stat("/etc/passwd/out.json"))).toBeUndefined();
    },
  );

  it.each(["none", 7, ""])(
    "is none for a resource whose attribute is %j: its items are counted as rejected",
    async (service) => {
      const { world, send, recorded } = await setUp(raw);
      const mixed = logsOf(["a"]).withRanges([...logsOf(["a"]).encoded(), ...logsOf(["b", "c"], service).encoded()]);
      expect(await world.until(send(mixed))).toMatchObject({
        kind: "gap",
        rejected: [{ items: 2, reason: "unnamed" }],
      });
      expect(recorded.count("file.unnamed_items")).toBe(2);
    },
  );

  it("keeps a bounded number of them open, and goes on where it was in each", async () => {
    const { world, send, text, runtime } = await setUp(raw);
    for (let round = 0; round < 3; round++)
      for (const service of ["a", "b", "c", "d"]) {
        await world.until(send(logsOf([`r${round}`], service), { acknowledge: "delivered" }));
        expect(runtime.leaks().filter((leak) => leak.includes("file")).length).toBeLessThanOrEqual(2);
      }
    expect(bodiesIn(text("/data/c/out.json"))).toEqual(["r0", "r1", "r2"]);
  });

  it("closes those of a burst once they are on the disk, whether anything comes afterwards or not", async () => {
    const { world, send, runtime } = await setUp(raw);
    for (const service of ["a", "b", "c", "d"]) await world.until(send(logsOf(["x"], service)));
    await world.advance(1_000);
    expect(runtime.leaks().filter((leak) => leak.includes("file"))).toHaveLength(2);
  });
});

describe("the folder", () => {
  it("must be there, or be asked for", async () => {
    await expect(setUp({ create_directory: false })).rejects.toMatchObject({
      code: "FILE_NO_FOLDER",
      kind: "misconfigured",
      message: "the folder /data is not there; make it, or set create_directory",
    });
    const world = new World();
    world.disk.makeFolder("/data");
    await setUp({ create_directory: false }, world);
  });
});

it.each([
  [{}, "path"],
  [{ path: "/a", format: "xml" }, "format"],
  [{ path: "/a", compression: "gzip" }, "compression"],
  [{ path: "/a", append: true, rotation: {} }, "must not stand beside rotation"],
  [{ path: "/a", flush_interval: "-1s" }, "flush_interval"],
  [{ path: "/a", directory_permissions: "0755" }, "needs create_directory"],
  [{ path: "/a", create_directory: true, directory_permissions: "rwx" }, "permissions in octal"],
  [{ path: "/a/b", group_by: {} }, "exactly one *"],
  [{ path: "/a/*/*", group_by: {} }, "exactly one *"],
  [{ path: "*/b", group_by: {} }, "below a folder"],
  [{ path: "/*/b", group_by: {} }, "below a folder"],
])("%j is refused: %s", (raw, problem) => {
  expect(() => decodeConfig(spec, raw, "file")).toThrow(problem);
});
