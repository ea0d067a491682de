import type { LeaderElector, Term } from "@genai-collector/component";
import type { World } from "@genai-collector/testkit";

interface Candidate {
  isDead(): boolean;
  readonly lead: (term: Term) => Promise<void>;
  end: AbortController | undefined;
}

/** An election among the processes of one world. A leader that lost may notice late, as one that hangs does. */
export class SharedElection {
  readonly #world: World;
  readonly #candidates: Candidate[] = [];
  #leader: Candidate | undefined;
  #epoch = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** For one process. Who is dead is never elected. */
  open(isDead: () => boolean): LeaderElector {
    return {
      campaign: async (_source, floor, lead, signal) => {
        this.#epoch = Math.max(this.#epoch, floor);
        const candidate: Candidate = { isDead, lead, end: undefined };
        this.#candidates.push(candidate);
        if (this.#leader === undefined) this.elect(candidate);
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        this.#candidates.splice(this.#candidates.indexOf(candidate), 1);
        candidate.end?.abort(new Error("the campaign is over"));
        if (this.#leader === candidate) this.#leader = undefined;
      },
    };
  }

  /** Another candidate leads; the one before notices so much later. */
  change(overlapMs: number): void {
    const alive = this.#candidates.filter((candidate) => !candidate.isDead());
    const next = alive.find((candidate) => candidate !== this.#leader);
    const before = this.#leader?.end;
    if (next === undefined) return;
    this.elect(next);
    if (overlapMs === 0) before?.abort(new Error("lost"));
    else this.#world.after(overlapMs, () => before?.abort(new Error("lost")));
  }

  elect(candidate: Candidate): void {
    this.#epoch += 1;
    this.#leader = candidate;
    const end = (candidate.end = new AbortController());
    void candidate.lead({ epoch: this.#epoch, signal: end.signal });
  }
}
