import type { Instant } from "@genai-collector/component";
import type { ExportPart } from "./export-part.ts";
import { fnvStart } from "./fnv.ts";

/** How far a job has come: it must be started, it runs, or its object can be read. */
export const jobPhases = ["draft", "running", "ready"] as const;

/** One export job of ours; the vendor makes one object of one page of it. */
export interface ExportJob {
  readonly id: string;
  /** From 0 on. */
  readonly page: number;
  readonly phase: (typeof jobPhases)[number];
  /** When it was started for the first time; its time runs from then on, however often it is thrown back. 0: never. */
  readonly startedAt: Instant;
}

/** How far a page was read. Lines and bytes are of its object, records are of the page in whatever object. */
export interface PagePosition {
  /** Distinct records that were read, those included that belong to a neighbour. */
  readonly records: number;
  /** Over their ids, in order: another object of the page holds the same up to here exactly if this agrees. */
  readonly digest: number;
  /** Lines that could not be read. */
  readonly unreadable: number;
  /** When the last record was made that said so; 0: none did. Milliseconds. */
  readonly lastTime: Instant;
  /** Bytes that are done with. */
  readonly offset: number;
  /** The object's entity tag and size, by which it is known again. */
  readonly tag: string;
  readonly size: number;
}

/** The beginning of a page. */
export const pageStart: PagePosition = {
  records: 0,
  digest: fnvStart,
  unreadable: 0,
  lastTime: 0,
  offset: 0,
  tag: "",
  size: 0,
};

/** Everything that an export must know to go on, in another process too. */
export interface ExportState extends ExportPart {
  /** Of what jobs are asked for: with other settings, pages would not fit together. */
  readonly settings: string;
  /** How long parts are at the moment, in milliseconds. */
  readonly partMs: number;
  /** Records of the part: -1 before its first job, -2 where the vendor did not say. */
  readonly total: number;
  /** The page that is being read, from 0 on. */
  readonly page: number;
  /** Of this page and of those behind it. */
  readonly jobs: readonly ExportJob[];
  readonly position: PagePosition;
  /** Jobs of this page that were given up. */
  readonly givenUp: number;
  /** Troubles with the job of this page, in a row. */
  readonly troubles: number;
  /** After one of them, nothing is asked before. 0: go on. */
  readonly notBefore: Instant;
}

export const notAsked = -1;
export const notTold = -2;

/** Jobs that a state may hold: what a setting allows, and no cursor of ours has more. */
const mostJobs = 32;
const version = 1;

/** As it is stored. The same state gives the same text. */
export function formatState(state: ExportState): string {
  const { settings, from, to, partMs, total, page, jobs, position, ...rest } = state;
  const { givenUp, troubles, notBefore } = rest;
  const part = { settings, from, to, partMs, total, page, jobs, position };
  return JSON.stringify({ v: version, ...part, givenUp, troubles, notBefore });
}

/** Undefined: no release of this program wrote it, or not for this window. */
export function tryParseState(text: string, window: ExportPart): ExportState | undefined {
  const found = new Members(parseJson(text));
  const position = new Members(found.value("position"));
  const jobs = found.value("jobs");
  if (found.value("v") !== version || !Array.isArray(jobs) || jobs.length > mostJobs) return undefined;
  const state: ExportState = {
    settings: found.text("settings"),
    from: found.whole("from", window.from),
    to: found.whole("to", window.from, window.to),
    partMs: found.whole("partMs", 1),
    total: found.whole("total", notTold),
    page: found.whole("page"),
    jobs: jobs.map((job: unknown) => jobOf(found.inner(job))),
    position: {
      records: position.whole("records"),
      digest: position.whole("digest"),
      unreadable: position.whole("unreadable"),
      lastTime: position.whole("lastTime"),
      offset: position.whole("offset"),
      tag: position.text("tag"),
      size: position.whole("size"),
    },
    givenUp: found.whole("givenUp"),
    troubles: found.whole("troubles"),
    notBefore: found.whole("notBefore"),
  };
  const isSound = found.areSound && position.areSound && state.from < state.to;
  return isSound && state.jobs.every(({ page }) => page >= state.page) ? state : undefined;
}

function jobOf(members: Members): ExportJob {
  const phase = jobPhases.find((each) => each === members.value("phase"));
  members.require(phase !== undefined);
  return {
    id: members.text("id", 1),
    page: members.whole("page"),
    phase: phase ?? "draft",
    startedAt: members.whole("startedAt"),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever it is, it is none of ours.
    return undefined;
  }
}

/** Members of an object that came from outside; remembers whether each was what it should be. */
class Members {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #outer: Members | undefined;
  areSound = true;

  constructor(value: unknown, outer?: Members) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.#object = isObject ? (value as Readonly<Record<string, unknown>>) : {};
    this.#outer = outer;
    this.require(isObject);
  }

  /** What is wrong with it is wrong with this, too. */
  inner(value: unknown): Members {
    return new Members(value, this);
  }

  value(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }

  whole(name: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.value(name);
    const isSound = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
    this.require(isSound);
    return isSound ? (value as number) : least;
  }

  text(name: string, shortest = 0): string {
    const value = this.value(name);
    const isSound = typeof value === "string" && value.length >= shortest && value.length <= 256;
    this.require(isSound);
    return isSound ? value : "";
  }

  require(isSound: boolean): void {
    if (isSound) return;
    this.areSound = false;
    this.#outer?.require(false);
  }
}
