import { packIds, unpackIds } from "./compact-ids.ts";
import { HeldRuns, type HeldRun } from "./held-runs.ts";
import type { PastRead } from "./past-reads.ts";
import type { Place } from "./place.ts";
import type { RunWalk } from "./run-walk.ts";
import type { RunsCarry, RunsPhase, RunsProgress } from "./runs-progress.ts";

// What is saved between two pages, and between two windows: JSON of lists, because it is written with every page. A
// text that no release of this receiver wrote, or that is broken, is not gone on with: `undefined`.

const version = 1;
const phases: readonly RunsPhase[] = ["window", "late", "held", "done"];

/** What a window leaves, as text. */
export function formatCarry(carry: RunsCarry): string {
  return JSON.stringify([version, ...carryParts(carry)]);
}

/** What was left. */
export function parseCarry(text: string): RunsCarry | undefined {
  const parts = new Parts(text);
  const carry = readCarry(parts);
  return parts.isWell() ? carry : undefined;
}

/** How far a window is, as text. */
export function formatProgress(progress: RunsProgress): string {
  const { question, phase, groups, walk, at, seen, near, more, untold, due, seenAgain, heldAsked } = progress;
  return JSON.stringify([
    version,
    question,
    phases.indexOf(phase),
    groups.map(packIds),
    ...walkParts(walk),
    at,
    seen,
    packIds(near),
    more,
    untold,
    due,
    seenAgain,
    heldAsked,
    ...carryParts(progress),
  ]);
}

/** How far it was. */
export function parseProgress(text: string): RunsProgress | undefined {
  const parts = new Parts(text);
  const progress = {
    question: parts.text(),
    phase: phases[parts.count()]!,
    groups: parts.list().map((group) => parts.ids(group)),
    walk: readWalk(parts),
    at: parts.count(),
    seen: parts.count(),
    near: parts.ids(),
    more: parts.count(),
    untold: parts.count(),
    due: parts.count(),
    seenAgain: parts.list().map((each) => parts.count(each)),
    heldAsked: parts.count(),
    ...readCarry(parts),
  };
  return parts.isWell() && progress.phase !== undefined && progress.due <= progress.reads.length ? progress : undefined;
}

function walkParts(walk: RunWalk): readonly unknown[] {
  const { group, token, place, after, last, isMixed, pages, milestone, idle, resumed, restarted } = walk;
  return [
    group,
    token ?? null,
    placeParts(place),
    placeParts(after),
    packIds(last),
    isMixed ? 1 : 0,
    pages,
    milestone ?? null,
    idle,
    resumed,
    restarted,
  ];
}

function readWalk(parts: Parts): RunWalk {
  return {
    group: parts.count(),
    token: parts.textIfAny(),
    place: readPlace(parts, parts.list()),
    after: readPlace(parts, parts.list()),
    last: parts.ids(),
    isMixed: parts.count() === 1,
    pages: parts.count(),
    milestone: parts.textIfAny(),
    idle: parts.count(),
    resumed: parts.count(),
    restarted: parts.count(),
  };
}

function placeParts(place: Place | undefined): readonly unknown[] {
  return place === undefined ? [] : [String(place.start), packIds(place.ids)];
}

function readPlace(parts: Parts, [start, ids]: readonly unknown[]): Place | undefined {
  return start === undefined ? undefined : { start: parts.instant(start), ids: parts.ids(ids) };
}

/** Starts and times as what lies between them: as much as may be carried is not much. */
function carryParts({ held, heldAskedAt, reads }: RunsCarry): readonly unknown[] {
  const projects = [...new Set(held.all.flatMap(({ project }) => project ?? []))];
  const starts = held.all.map(({ start }, at) => start - (held.all[at - 1]?.start ?? 0n));
  return [
    heldAskedAt,
    packIds(projects),
    packIds(held.all.map(({ id }) => id)),
    starts.map((start) => start.toString(36)).join(),
    held.all.map(({ project }) => (project === undefined ? 0 : projects.indexOf(project) + 1)),
    reads.map((read, at) => readParts(read, reads[at - 1])),
  ];
}

function readCarry(parts: Parts): RunsCarry {
  const heldAskedAt = parts.count();
  const projects = parts.ids();
  const ids = parts.ids();
  const starts = parts.list36();
  const owners = parts.list();
  parts.expect(starts.length === ids.length && owners.length === ids.length);
  const held: HeldRun[] = [];
  let start = 0n;
  for (const [at, id] of ids.entries()) {
    start += starts[at] ?? 0n;
    const owner = parts.count(owners[at]);
    parts.expect(owner <= projects.length);
    held.push({ id, start, project: owner === 0 ? undefined : projects[owner - 1] });
  }
  const reads: PastRead[] = [];
  for (const read of parts.list()) reads.push(readRead(parts, read, reads.at(-1)));
  return { held: new HeldRuns(held), heldAskedAt, reads };
}

function readParts(
  { from, to, at, until, seen, near, more }: PastRead,
  before: PastRead | undefined,
): readonly unknown[] {
  return [from - (before?.to ?? 0), to - from, at - to, until - at, seen, packIds(near), more];
}

function readRead(parts: Parts, read: unknown, before: PastRead | undefined): PastRead {
  const [gap, length, wait, span, seen, near, more] = parts.list(read);
  const from = (before?.to ?? 0) + parts.whole(gap);
  const to = from + parts.whole(length);
  const at = to + parts.whole(wait);
  return {
    from,
    to,
    at,
    until: at + parts.whole(span),
    seen: parts.count(seen),
    near: parts.ids(near),
    more: parts.count(more),
  };
}

/** The parts of a saved text, one after the other. What is not as it should be is remembered, not thrown. */
class Parts {
  readonly #parts: readonly unknown[];
  #next = 0;
  #isWell = true;

  constructor(text: string) {
    this.#parts = listIn(text);
    if (this.#part() !== version) this.#isWell = false;
  }

  /** Everything was there, of the right kind, and nothing is left. */
  isWell(): boolean {
    return this.#isWell && this.#next === this.#parts.length;
  }

  /** What has been read does not fit together. */
  expect(isSo: boolean): void {
    if (!isSo) this.#isWell = false;
  }

  count(value: unknown = this.#part()): number {
    const count = this.whole(value);
    return count >= 0 ? count : this.#bad(0);
  }

  whole(value: unknown): number {
    return typeof value === "number" && Number.isSafeInteger(value) ? value : this.#bad(0);
  }

  text(value: unknown = this.#part()): string {
    return typeof value === "string" ? value : this.#bad("");
  }

  textIfAny(): string | undefined {
    const value = this.#part();
    return value === null ? undefined : this.text(value);
  }

  list(value: unknown = this.#part()): readonly unknown[] {
    return Array.isArray(value) ? (value as readonly unknown[]) : this.#bad([]);
  }

  ids(value: unknown = this.#part()): string[] {
    return unpackIds(value) ?? this.#bad([]);
  }

  instant(value: unknown): bigint {
    return typeof value === "string" && /^\d{1,20}$/.test(value) ? BigInt(value) : this.#bad(0n);
  }

  /** Nanoseconds in base 36, as `toString` writes them, with commas between. */
  list36(): readonly bigint[] {
    const text = this.text();
    if (text === "") return [];
    if (!/^[0-9a-z]{1,13}(,[0-9a-z]{1,13})*$/.test(text)) return this.#bad([]);
    return text.split(",").map(base36);
  }

  #part(): unknown {
    return this.#parts[this.#next++];
  }

  #bad<T>(instead: T): T {
    this.#isWell = false;
    return instead;
  }
}

function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    // No release wrote it.
    return [];
  }
}

function base36(digits: string): bigint {
  let value = 0n;
  for (const digit of digits) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
