import { describe, expect, it } from "vitest";
import type { TracesData } from "./data.ts";
import { merge } from "./merge.ts";
import { encodeResourceSpans } from "./otlp/codec.ts";
import type { ClientInfo } from "./payload.ts";
import { createTraces, tracesFromRanges } from "./payloads.ts";

const id = (byte: number, length: number): Uint8Array => new Uint8Array(length).fill(byte);

function data(...names: readonly string[]): TracesData {
  const spans = names.map((name, index) => ({
    traceId: id(index + 1, 16),
    spanId: id(index + 1, 8),
    name,
    startTimeUnixNano: 1n,
    endTimeUnixNano: 2n,
    attributes: [{ key: "k", value: { stringValue: name } }],
  }));
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans }] }] };
}

const spansOf = (given: TracesData) =>
  given.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
const namesOf = (payload: ReturnType<typeof createTraces>): string[] =>
  (payload.decoded() as TracesData).resourceSpans.flatMap((each) =>
    spansOf({ resourceSpans: [each] }).map(({ name }) => name),
  );

describe("a fork", () => {
  it("never shows its other holders a change, whoever changes", () => {
    for (const changer of [0, 1]) {
      const first = createTraces(data("a", "b"));
      const both = [first, first.fork()] as const;
      const changed = both[changer]!.takeDecoded();
      spansOf(changed)[0]!.name = "changed";
      spansOf(changed)[0]!.attributes[0]!.value.stringValue = "changed";
      expect(namesOf(both[1 - changer]!)).toEqual(["a", "b"]);
      expect(namesOf(both[changer]!)).toEqual(["changed", "b"]);
    }
  });

  it("shows nobody a change though its reading is shared", () => {
    const first = tracesFromRanges(createTraces(data("a")).encoded());
    const read = first.decoded();
    const second = first.fork();
    expect(second.decoded()).toBe(read);
    spansOf(second.takeDecoded())[0]!.name = "changed";
    expect(namesOf(first)).toEqual(["a"]);
    spansOf(first.takeDecoded())[0]!.name = "changed too";
    expect(namesOf(second)).toEqual(["changed"]);
  });

  it("shows its reading to forks of forks, and a change by any of them to none", () => {
    for (const changer of [0, 1, 2]) {
      const first = tracesFromRanges(createTraces(data("a")).encoded());
      const read = first.decoded();
      const second = first.fork();
      const all = [first, second, second.fork()];
      for (const each of all) expect(each.decoded()).toBe(read);
      spansOf(all[changer]!.takeDecoded())[0]!.name = "changed";
      expect(all.map(namesOf)).toEqual(all.map((_, index) => [index === changer ? "changed" : "a"]));
    }
  });

  it("is over the same bytes, copied for nobody", () => {
    const first = createTraces(data("a"));
    const second = first.fork();
    expect(second.encoded()[0]!.bytes).toBe(first.encoded()[0]!.bytes);
  });
});

describe("the truth", () => {
  it("is the objects after takeDecoded: items and bytes are counted anew each time", () => {
    const payload = tracesFromRanges(createTraces(data("a", "b")).encoded());
    expect(payload.items).toBe(2);
    const before = payload.bytes;
    const taken = payload.takeDecoded();
    taken.resourceSpans[0]!.scopeSpans[0]!.spans.pop();
    expect(payload.items).toBe(1);
    expect(payload.bytes).toBeLessThan(before);
    spansOf(taken)[0]!.name = "a longer name";
    expect(namesOf(payload)).toEqual(["a longer name"]);
    expect(payload.bytes).toBe(payload.encoded()[0]!.bytes.length);
  });

  it("is the bytes after encoded: the objects are nobody's any more", () => {
    const payload = createTraces(data("a"));
    const taken = payload.takeDecoded();
    payload.encoded();
    spansOf(taken)[0]!.name = "too late";
    expect(namesOf(payload)).toEqual(["a"]);
    expect(payload.takeDecoded()).not.toBe(taken);
  });

  it("is handed on in the form that is there: consecutive takers get the same objects", () => {
    const payload = createTraces(data("a"));
    expect(payload.takeDecoded()).toBe(payload.takeDecoded());
    expect(payload.decoded()).toBe(payload.takeDecoded());
  });

  it("stays the bytes while it is only read", () => {
    const [range] = createTraces(data("a")).encoded();
    const payload = tracesFromRanges([range!]);
    payload.decoded();
    expect(payload.encoded()[0]).toBe(range);
    expect(payload.takeDecoded()).toEqual(tracesFromRanges([range!]).decoded());
  });
});

describe("encoded bytes", () => {
  it("are never written to", () => {
    const bytes = encodeResourceSpans(data("a", "b").resourceSpans[0]!);
    const original = bytes.slice();
    const payload = tracesFromRanges([{ bytes }]);
    payload.fork().takeDecoded().resourceSpans[0]!.scopeSpans[0]!.spans.length = 0;
    const taken = payload.takeDecoded();
    for (const span of spansOf(taken)) span.traceId = id(9, 16);
    payload.encoded();
    expect(bytes).toEqual(original);
  });

  it("remember who sent them, through merging, filtering and decoding", () => {
    const client = (address: string): ClientInfo => ({ address, metadata: new Map() });
    const from = (address: string, name: string) =>
      tracesFromRanges(
        createTraces(data(name))
          .encoded()
          .map(({ bytes }) => ({ bytes, client: client(address) })),
      );
    const merged = merge([from("a:1", "a"), from("b:1", "b"), from("c:1", "c")]).filter((_, index) => index !== 1);
    spansOf(merged.takeDecoded())[0]!.name = "changed";
    expect(merged.encoded().map((range) => range.client?.address)).toEqual(["a:1", "c:1"]);
  });
});

describe("doubles", () => {
  it.each([0x7ff8000000000000n, 0x7ff8000000000001n, 0xfff8dead00000001n, 0x8000000000000000n])(
    "keep the bits %s",
    (bits) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, bits);
      const given = data("a");
      spansOf(given)[0]!.attributes = [{ key: "d", value: { doubleValue: view.getFloat64(0) } }];
      const again = tracesFromRanges(createTraces(given).encoded()).takeDecoded();
      view.setFloat64(0, spansOf(again)[0]!.attributes[0]!.value.doubleValue!);
      expect(view.getBigUint64(0)).toBe(bits);
    },
  );
});

describe("text that is no Unicode", () => {
  it("is written with replacement characters: what leaves is always UTF-8", () => {
    const payload = createTraces(data("a\uD800b", "\uDC00".repeat(40)));
    const again = tracesFromRanges(payload.encoded());
    expect(namesOf(again)).toEqual(["a\uFFFDb", "\uFFFD".repeat(40)]);
  });
});

describe("items that are known", () => {
  it("are not counted again: in what was merged, copied or forked", () => {
    const known = createTraces(data("a")).withRanges(createTraces(data("a")).encoded(), 5);
    expect(known.items).toBe(5);
    expect(known.fork().items).toBe(5);
    expect(merge([known, createTraces(data("b", "c"))]).items).toBe(7);
  });

  it("are forgotten with the ranges", () => {
    const known = createTraces(data("a")).withRanges(createTraces(data("a", "b")).encoded(), 5);
    spansOf(known.takeDecoded()).pop();
    expect(known.items).toBe(2);
    known.encoded();
    expect(known.items).toBe(2);
    expect(known.withRanges(known.encoded()).items).toBe(2);
  });
});
