/** What a replica can be doing when something goes wrong, the first that fits. */
export const phases = [
  "starting",
  "stopping",
  "saving",
  "delivering",
  "polling",
  "loading",
  "electing",
  "standing by",
  "idle",
] as const;

export type Phase = (typeof phases)[number];

/** Work that has a beginning and an end. `coordinating`: a request to who says who leads, or to who keeps frontiers. */
export type Work = "saving" | "delivering" | "polling" | "loading" | "coordinating";

/** What one process of the collector is doing, as far as can be seen from outside. */
export class ProcessPhases {
  /** Told of each change, with the phase that it is in now. */
  changed: ((phase: Phase) => void) | undefined;
  /** Sources that it campaigns for, and those of them that it leads. */
  readonly campaigns = new Set<string>();
  readonly terms = new Set<string>();
  readonly #work = { saving: 0, delivering: 0, polling: 0, loading: 0, coordinating: 0 };
  #life: "starting" | "running" | "stopping" = "starting";
  #last: Phase = "starting";

  get current(): Phase {
    if (this.#life !== "running") return this.#life;
    for (const work of ["saving", "delivering", "polling", "loading"] as const) if (this.#work[work] > 0) return work;
    if (this.campaigns.size === 0 || this.terms.size > 0) return "idle";
    return this.#work.coordinating > 0 ? "electing" : "standing by";
  }

  set life(life: "starting" | "running" | "stopping") {
    this.#life = life;
    this.update();
  }

  begin(work: Work): void {
    this.#work[work]++;
    this.update();
  }

  end(work: Work): void {
    this.#work[work]--;
    this.update();
  }

  /** Tells of the present phase where it is another one than before. */
  update(): void {
    const phase = this.current;
    if (phase === this.#last) return;
    this.#last = phase;
    this.changed?.(phase);
  }
}
