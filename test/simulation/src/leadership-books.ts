import type { Answered, Attempt, BegunTerm } from "./process-view.ts";
import type { SavedLane } from "./saved-lanes.ts";
import type { Report } from "./violations.ts";

/** A stopped process wakes up with its term: so soon after that it must know that it is over. */
const wakingMs = 1_000;

/** A process, as far as leadership goes. */
export interface Candidate {
  readonly host: string;
  readonly life: number;
  /** Dead, stopped, or woken only now: it cannot know. */
  isExcused(): boolean;
}

/** A frontier of a lane, and the epoch in which it is saved. */
interface SavedAt {
  readonly key: Pick<SavedLane, "receiver" | "pass" | "pipeline">;
  readonly time: number;
  readonly epoch: number;
}

interface OpenTerm extends BegunTerm {
  readonly candidate: Candidate;
}

export interface LeadershipOptions {
  after(ms: number, run: () => void): void;
  readonly report: Report;
}

/** Who led what in which epoch, and whose saves were taken: over all replicas. */
export class LeadershipBooks {
  readonly #options: LeadershipOptions;
  readonly #terms: OpenTerm[] = [];
  /** Which life led a source in an epoch. */
  readonly #leaders = new Map<string, number>();
  /** Which lives began to save what, and whose saves an epoch had. */
  readonly #attempts = new Map<string, Set<number>>();
  readonly #writers = new Map<string, number>();
  readonly #epochs = new Map<string, number>();
  /** What was ever stored. */
  readonly #seen = new Set<string>();

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** Terms so far. */
  get terms(): number {
    return this.#leaders.size;
  }

  /** A process leads from now on. */
  led(candidate: Candidate, term: BegunTerm): void {
    const { report } = this.#options;
    const { source, epoch, floor } = term;
    const where = `${source} on ${candidate.host}`;
    if (epoch <= floor) report("epochs only grow", where, `it leads in epoch ${epoch}, and ${floor} was stored before`);
    const name = `${source} ${epoch}`;
    // Under one lease for all sources, a process may take one up again.
    const before = this.#leaders.get(name) ?? candidate.life;
    if (before !== candidate.life) report("one leader an epoch", where, `epoch ${epoch} had another leader before`);
    this.#leaders.set(name, candidate.life);
    if (term.signal.aborted) return;
    this.#terms.push({ ...term, candidate });
    this.checkTerms();
  }

  /** A process leads no more, whatever its signal says. */
  ended(term: BegunTerm): void {
    const index = this.#terms.findIndex(({ signal }) => signal === term.signal);
    if (index >= 0) this.#terms.splice(index, 1);
  }

  /** A stopped process goes on: a moment later it must know whether it still leads. */
  woken(): void {
    this.#options.after(wakingMs, () => this.checkTerms());
  }

  /** At any one time at most one process that can know leads a source. */
  checkTerms(): void {
    for (let index = this.#terms.length - 1; index >= 0; index--)
      if (this.#terms[index]!.signal.aborted) this.#terms.splice(index, 1);
    const leading = new Map<string, OpenTerm>();
    for (const term of this.#terms) {
      if (term.candidate.isExcused()) continue;
      const other = leading.get(term.source);
      leading.set(term.source, term);
      if (other === undefined) continue;
      const both = `${other.candidate.host} in epoch ${other.epoch} and ${term.candidate.host} in epoch ${term.epoch}`;
      this.#options.report("one leader an epoch", term.source, `two lead at a time: ${both}`);
    }
  }

  /** A process began to save. */
  attempted({ life }: Candidate, attempt: Attempt): void {
    const name = nameOf(attempt);
    const lives = this.#attempts.get(name) ?? new Set();
    lives.add(life);
    this.#attempts.set(name, lives);
  }

  /** Servers have had what a store says that it has saved, in the epoch that it was asked for. */
  answered(answer: Answered): void {
    const { key, time, epoch, verdict } = answer;
    if (verdict !== "saved" || this.#seen.has(nameOf(answer))) return;
    const what = `the store never had ${new Date(time).toISOString()} in epoch ${epoch}, and said that it saved it`;
    this.#options.report("saves last", `${key.receiver} → ${key.pipeline}`, what);
  }

  /** What the store says of a lane. */
  seen(saved: SavedLane): void {
    const { receiver, pass, pipeline, epoch, frontier } = saved;
    const lane = JSON.stringify([receiver, pass, pipeline]);
    const before = this.#epochs.get(lane) ?? -Infinity;
    if (epoch < before)
      this.#options.report("epochs only grow", lane, `it was saved in epoch ${before}, and now is in ${epoch}`);
    this.#epochs.set(lane, epoch);
    const name = nameOf({ key: saved, epoch, time: frontier.time });
    this.#seen.add(name);
    const [writer, ...others] = this.#attempts.get(name) ?? [];
    if (writer === undefined)
      this.#options.report("epochs only grow", lane, `it was saved in epoch ${epoch}, in which nobody began to`);
    // Where two tried to save the same, nobody can say whose it is.
    if (writer === undefined || others.length > 0) return;
    const term = `${receiver} ${epoch}`;
    const known = this.#writers.get(term);
    this.#writers.set(term, writer);
    if (known !== undefined && known !== writer)
      this.#options.report("one leader an epoch", lane, `epoch ${epoch} has saves of two processes`);
  }

  /** An operator has put other records in the place of all. */
  replaced(): void {
    this.#epochs.clear();
  }
}

function nameOf({ key: { receiver, pass, pipeline }, time, epoch }: SavedAt): string {
  return JSON.stringify([receiver, pass, pipeline, epoch, time]);
}
