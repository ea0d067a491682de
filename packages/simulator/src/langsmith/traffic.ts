import { hash01 } from "../hash.ts";
import { addressOf } from "./identity.ts";
import { weighted } from "./model.ts";
import type { Project } from "./project.ts";
import type { Projects } from "./projects.ts";
import { RunCache } from "./run-cache.ts";
import { compareRuns, type SimulatedRun, type SimulatedTrace } from "./simulated-run.ts";
import { spreadMs, TraceBuilder } from "./trace-builder.ts";

export interface TrafficOptions {
  readonly seed: number;
  readonly projects: Projects;
  /** Runs a minute at the week's average. */
  readonly runsPerMinute: number;
  readonly latestIngestionMs: number;
  readonly clientSkewMs: number;
}

const minuteMs = 60_000;
/** Long traces, and those that a script adds, are numbered from here on, out of the way of the others. */
const [firstLong, firstScripted] = [2 ** 24, 2 ** 25];
/** Runs of an average short trace, as counted. */
const runsPerTrace = 5.2;
/** Long traces among all. */
const longShare = 0.004;
/** Runs that are remembered: a few minutes of the heaviest traffic, hours of the usual. About 50 MB. */
const mostRemembered = 60_000;
const longMinutes = Math.ceil(spreadMs.long / minuteMs) + 1;

/**
 * The stream of runs, made minute by minute from the seed: nights, weekends, bursts, and minutes in which nothing
 * happens. A minute asked for again gives the same runs, so a window of any size is read without holding it.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #runs = new RunCache<SimulatedRun>(mostRemembered);
  readonly #short = new RunCache<SimulatedTrace>(mostRemembered / 4);
  readonly #long = new RunCache<SimulatedTrace>(4_096);
  /** When each trace shows that a script adds, by minute. */
  readonly #scripted = new Map<number, readonly { readonly visibleAt: number; readonly project: string }[]>();

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  /** Runs that begin in a minute (since 1970), in the API's order. */
  minute(minute: number): readonly SimulatedRun[] {
    return this.#runs.get(minute, () => this.#makeRuns(minute));
  }

  /** The run with an id, whenever it was. */
  find(id: string): SimulatedRun | undefined {
    const address = addressOf(this.#options.seed, id);
    if (address === undefined) return undefined;
    const isLong = address.trace >= firstLong && address.trace < firstScripted;
    const traces = isLong ? this.#longOf(address.minute) : this.#shortOf(address.minute);
    return traces.flatMap((trace) => trace.runs).find((run) => run.id === id);
  }

  /** From now on one more trace begins in that minute, which shows, whole, at `visibleAt`. */
  addLate(minute: number, visibleAt: number, project: string): void {
    this.#scripted.set(minute, [...(this.#scripted.get(minute) ?? []), { visibleAt, project }]);
    this.forget();
  }

  /** To be called when projects were changed: what is remembered was made with the old ones. */
  forget(): void {
    for (const cache of [this.#runs, this.#short, this.#long]) cache.clear();
  }

  #makeRuns(minute: number): readonly SimulatedRun[] {
    const traces = [...this.#shortOf(minute - 1), ...this.#shortOf(minute)];
    for (let back = 0; back <= longMinutes; back++) traces.push(...this.#longOf(minute - back));
    const [from, to] = [minute * 60_000_000, (minute + 1) * 60_000_000];
    return traces
      .flatMap((trace) => trace.runs)
      .filter((run) => run.startMicros >= from && run.startMicros < to)
      .sort(compareRuns);
  }

  #shortOf(minute: number): readonly SimulatedTrace[] {
    return this.#short.get(minute, () => {
      const scripted = (this.#scripted.get(minute) ?? []).map(({ visibleAt, project }, n) =>
        this.#build(minute, firstScripted + n, this.#options.projects.find(project)!, visibleAt),
      );
      return [...this.#chance(minute, 0, this.#countOf(minute)), ...scripted];
    });
  }

  #longOf(minute: number): readonly SimulatedTrace[] {
    return this.#long.get(minute, () => {
      const expected = this.#rateOf(minute) * longShare;
      return this.#chance(minute, firstLong, Math.floor(expected + hash01(this.#options.seed, minute, 0x104)));
    });
  }

  /** Traces of the projects that are there, numbered from `first` on; none while there is no project. */
  #chance(minute: number, first: number, count: number): SimulatedTrace[] {
    const projects = count === 0 ? [] : this.#options.projects.at(minute * minuteMs);
    if (projects.length === 0) return [];
    return Array.from({ length: count }, (_, n) => {
      const luck = hash01(this.#options.seed, minute, first + n, 0x9e0);
      return this.#build(minute, first + n, weighted(projects, luck)!);
    });
  }

  #build(minute: number, number: number, project: Project, visibleAt?: number): SimulatedTrace {
    const { seed, latestIngestionMs, clientSkewMs } = this.#options;
    const isLong = number >= firstLong && number < firstScripted;
    const of = { seed, minute, number, project, isLong, latestIngestionMs, clientSkewMs, visibleAt };
    return new TraceBuilder(of).build();
  }

  /** One minute in twenty is silent, one in thirty a burst. */
  #countOf(minute: number): number {
    const { seed } = this.#options;
    if (hash01(seed, minute, 0x101) < 0.05) return 0;
    const burst = hash01(seed, minute, 0x102) < 0.033 ? 4 : 1;
    return Math.floor(this.#rateOf(minute) * burst * (0.5 + hash01(seed, minute, 0x103)) + hash01(seed, minute, 0x105));
  }

  /** Traces a minute by hour and weekday: busiest in the afternoon, a third at weekends. Averages to 1 over a week. */
  #rateOf(minute: number): number {
    const hour = (minute % 1_440) / 60;
    // 1970 began on a Thursday.
    const weekday = (Math.floor(minute / 1_440) + 4) % 7;
    const rhythm = 1 + 0.7 * Math.sin(((hour - 9) / 24) * 2 * Math.PI);
    const week = weekday === 0 || weekday === 6 ? 0.42 : 1.23;
    return (this.#options.runsPerMinute / runsPerTrace) * rhythm * week;
  }
}
