import type { BegunTerm, Attempt } from "./process-view.ts";
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
  attempted({ life }: Candidate, { key: { receiver, pass, pipeline }, time, epoch }: Attempt): void {
    const name = JSON.stringify([receiver, pass, pipeline, epoch, time]);
    const lives = this.#attempts.get(name) ?? new Set();
    lives.add(life);
    this.#attempts.set(name, lives);
  }

  /** What the store says of a lane. */
  seen({ receiver, pass, pipeline, epoch, frontier }: SavedLane): void {
    const lane = JSON.stringify([receiver, pass, pipeline]);
    const before = this.#epochs.get(lane) ?? -Infinity;
    if (epoch < before)
      this.#options.report("epochs only grow", lane, `it was saved in epoch ${before}, and now is in ${epoch}`);
    this.#epochs.set(lane, epoch);
    const name = JSON.stringify([receiver, pass, pipeline, epoch, frontier.time]);
    const [writer, ...others] = this.#attempts.get(name) ?? [];
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
