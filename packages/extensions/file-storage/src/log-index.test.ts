import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { LogIndex, type Place } from "./log-index.ts";
import { headerBytes, RecordFormat } from "./record-format.ts";
import { Segment } from "./segment.ts";

const { files } = new VirtualRuntime(new World());

/** An index of so many segments with an entry each: position 1 in the first, and so on. */
function indexOf(count: number): { index: LogIndex; segments: Segment[]; place: (segment: Segment) => Place } {
  const index = new LogIndex();
  const place = (segment: Segment): Place => ({ segment, offset: 0, headBytes: 0, bodyBytes: 100 - headerBytes });
  const segments = Array.from({ length: count }, (_, i) => {
    const segment = new Segment(`${i + 1}`, i + 1, new RecordFormat(0, files));
    index.addSegment(segment);
    index.grow(segment, 100);
    index.add(i + 1, place(segment));
    return segment;
  });
  return { index, segments, place };
}

describe("a segment", () => {
  it("goes when nobody needs its entries, unless it is the newest or being written", () => {
    const { index, segments } = indexOf(3);
    for (const position of [1, 2, 3]) index.remove(position);
    expect(index.deletable(undefined)).toEqual(segments.slice(0, 2));
    expect(index.deletable(segments[1])).toEqual([segments[0]]);
  });

  it("stays while it says what is done with in an older one, until another says so, too", () => {
    const { index, segments } = indexOf(4);
    const [pinned, sayer, , newest] = segments as [Segment, Segment, Segment, Segment];
    index.add(5, { segment: pinned, offset: 100, headBytes: 0, bodyBytes: 0 });
    index.remove(1);
    index.setMarked(index.takeUnmarked(), sayer);
    index.remove(2);
    expect(index.deletable(newest)).toEqual([]);
    const repetition = index.repeatable(newest)!;
    expect([...repetition.unmarked]).toEqual([[pinned, [1]]]);
    expect(repetition.sayers).toEqual([sayer]);
    index.setMarked(repetition.unmarked, newest);
    for (const each of repetition.sayers) each.marks.clear();
    expect(index.deletable(undefined)).toEqual([sayer]);
    expect([...newest.marks]).toContain(pinned);
  });

  it("goes with the older one that it told of", () => {
    const { index, segments } = indexOf(3);
    index.remove(1);
    index.setMarked(index.takeUnmarked(), segments[1]!);
    index.remove(2);
    expect(index.deletable(undefined)).toEqual([segments[0]]);
    index.drop(segments[0]!);
    expect(index.deletable(undefined)).toEqual([segments[1]]);
    expect([index.diskBytes, segments[2]!.liveBytes, index.entries]).toEqual([200, 100, 1]);
  });

  it("that an entry was moved from may still have it: who says that it is done with, is needed for that one, too", () => {
    const { index, segments, place } = indexOf(3);
    const [from, to, sayer] = segments as [Segment, Segment, Segment];
    index.add(1, place(to));
    index.remove(1);
    index.setMarked(index.takeUnmarked(), sayer);
    expect(new Set(sayer.marks)).toEqual(new Set([from, to]));
  });

  it("that the disk does not give is kept", () => {
    const { index, segments } = indexOf(2);
    segments[0]!.isUnreadable = true;
    index.remove(1);
    expect(index.deletable(undefined)).toEqual([]);
  });

  it("is worth moving from when half of everything is wasted, and it is the worst", () => {
    const { index, segments, place } = indexOf(4);
    for (const segment of segments) index.grow(segment, 100);
    expect(index.wasteful(undefined, 400)).toBeUndefined();
    index.remove(2);
    index.add(5, { ...place(segments[1]!), bodyBytes: 0 });
    expect(index.wasteful(undefined, 1_000)).toBeUndefined();
    expect(index.wasteful(undefined, 100)).toBe(segments[1]);
    expect(index.wasteful(segments[1], 0)).toBeUndefined(); // the others are half full, no less
  });
});

describe("an entry", () => {
  it("that may be in a file counts as done with, unless it is somewhere else", () => {
    const { index, segments } = indexOf(2);
    index.addGhost(segments[0]!, 9);
    index.addGhost(segments[0]!, 2);
    expect([...index.takeUnmarked()]).toEqual([[segments[0], [9]]]);
    expect(index.place(2)?.segment).toBe(segments[1]);
  });

  it("that could not be said to be done with is said the next time", () => {
    const { index, segments } = indexOf(1);
    index.remove(1);
    const taken = index.takeUnmarked();
    expect(index.hasUnmarked).toBe(false);
    index.giveBack(taken);
    expect([...index.takeUnmarked()]).toEqual([[segments[0], [1]]]);
  });
});
