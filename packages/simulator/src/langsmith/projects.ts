import { hash01 } from "../hash.ts";
import { addressOf, runId, uuidOf } from "./identity.ts";
import { existsAt, type Project, type ProjectPlan } from "./project.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const founded = Date.UTC(2024, 0, 8);

export interface ProjectsOptions {
  readonly seed: number;
  /** How many projects stay, or their plans. */
  readonly projects: number | readonly ProjectPlan[];
  /** How often an experiment appears: a project of its own that goes after about a day. 0: never. */
  readonly experimentEveryMs: number;
  readonly workspaceCount: number;
}

const purposes = ["checkout-bot", "support-triage", "search-rerank", "contract-review", "sales-coach", "code-assist"];

/** The projects of the platform: those that stay, the experiments that come and go by the clock, and a script's. */
export class Projects {
  readonly #options: ProjectsOptions;
  readonly #lasting: Project[];
  readonly #experiments = new Map<number, Project>();

  constructor(options: ProjectsOptions) {
    this.#options = options;
    const { projects, workspaceCount } = options;
    const plans =
      typeof projects === "number"
        ? Array.from({ length: projects }, (_, n) => lastingPlan(options.seed, n, workspaceCount))
        : projects;
    this.#lasting = plans.map((plan, n) => ({ ...plan, id: uuidOf(options.seed, 0xa11, n), renames: [] }));
  }

  /** Those that are there at a time, the oldest first. */
  at(time: number): readonly Project[] {
    return [...this.#lasting, ...this.#experimentsNear(time)].filter((project) => existsAt(project, time));
  }

  /** The project with an id, be it there, gone or to come. */
  find(id: string): Project | undefined {
    const address = addressOf(this.#options.seed + 1, id);
    if (address !== undefined && this.#options.experimentEveryMs > 0) return this.#experiment(address.minute);
    return this.#lasting.find((project) => project.id === id);
  }

  /** Adds one, and returns its id. */
  add(plan: ProjectPlan): string {
    const id = uuidOf(this.#options.seed, 0xa11, this.#lasting.length);
    this.#lasting.push({ ...plan, id, renames: [] });
    return id;
  }

  /** Renames a lasting project at a time; throws for an id that is none. */
  rename(id: string, at: number, name: string): void {
    this.#change(id, (project) => ({
      ...project,
      renames: [...project.renames, { at, name }].toSorted((a, b) => a.at - b.at),
    }));
  }

  /** Removes a lasting project at a time; throws for an id that is none. */
  remove(id: string, at: number): void {
    this.#change(id, (project) => ({ ...project, removedAt: at }));
  }

  #change(id: string, change: (project: Project) => Project): void {
    const index = this.#lasting.findIndex((project) => project.id === id);
    if (index === -1) throw new Error(`there is no lasting project ${id}`);
    this.#lasting[index] = change(this.#lasting[index]!);
  }

  #experimentsNear(time: number): readonly Project[] {
    const every = this.#options.experimentEveryMs;
    if (every <= 0) return [];
    const last = Math.floor(time / every);
    const first = Math.max(0, Math.floor((time - 30 * hourMs) / every) - 1);
    return Array.from({ length: last - first + 1 }, (_, n) => this.#experiment(first + n));
  }

  #experiment(n: number): Project {
    let made = this.#experiments.get(n);
    if (made === undefined) {
      made = this.#makeExperiment(n);
      this.#experiments.set(n, made);
      if (this.#experiments.size > 4_096) this.#experiments.delete(this.#experiments.keys().next().value!);
    }
    return made;
  }

  #makeExperiment(n: number): Project {
    const { seed, experimentEveryMs } = this.#options;
    const createdAt = Math.floor((n + 0.9 * hash01(seed, 0xe1, n)) * experimentEveryMs);
    const suffix = Math.floor(hash01(seed, 0xe2, n) * 0x1_0000_0000).toString(16);
    return {
      id: runId(seed + 1, { minute: n, trace: 0, run: 0 }),
      name: `nightly-eval-${suffix.padStart(8, "0")}`,
      createdAt,
      removedAt: createdAt + Math.floor((20 + 8 * hash01(seed, 0xe3, n)) * hourMs),
      weight: 0.4,
      tier: "shortlived",
      isStreaming: false,
      workspace: 0,
      renames: [],
    };
  }
}

/** The n-th project that stays. A few are what strains a reader: one name twice, no name, no tier, a new name now and then. */
function lastingPlan(seed: number, n: number, workspaceCount: number): ProjectPlan {
  const twin = n % 12 === 7 ? n - 4 : n;
  const round = Math.floor(twin / purposes.length);
  const name = `${purposes[twin % purposes.length]!}${round === 0 ? "" : `-${round + 1}`}`;
  return {
    name: n % 12 === 11 ? "" : name,
    createdAt: founded + Math.floor((n + hash01(seed, 0xa1, n)) * dayMs),
    renamedEveryMs: n % 5 === 2 ? 11 * dayMs : undefined,
    // A few projects have most of the traffic, and the oldest is the busiest.
    weight: 1 / (n + 1),
    tier: n % 12 === 10 ? null : n % 6 === 4 ? "shortlived" : "longlived",
    isStreaming: n % 3 === 0,
    workspace: n % workspaceCount,
  };
}
