import { CollectorError, type Instant } from "@genai-collector/component";
import type { LangsmithIo } from "../ask-langsmith.ts";
import { ProjectLister } from "../projects/project-lister.ts";
import { identityFields, type ProjectIdentity } from "../projects/project-fields.ts";
import type { RunsConfig } from "./runs-config.ts";

const listPage = 100;

type Groups = readonly (readonly string[])[];

/** Whose runs are asked for: projects that are named, or that a filter finds. */
export class RunsScope {
  readonly #config: RunsConfig;
  readonly #lister: ProjectLister<ProjectIdentity>;
  #found: { readonly ids: readonly string[]; readonly at: Instant } | undefined;

  constructor(config: RunsConfig) {
    this.#config = config;
    this.#lister = new ProjectLister({
      loop: "runs",
      fields: identityFields,
      filter: config.session_filter,
      pageLimit: listPage,
      maxProjects: config.max_sessions,
    });
  }

  /** Whether the configuration names them: then nothing is ever looked up. */
  get isNamed(): boolean {
    return this.#config.session_ids.length > 0;
  }

  /**
   * The projects of a window that ends at `to`, in groups of as many as one query may name. What was found before the
   * window's end does not stand: a project may have begun in it. Rejects where the filter finds none.
   */
  async groups(to: Instant, io: LangsmithIo): Promise<Groups> {
    if (this.isNamed) return this.#grouped(this.#config.session_ids.map((id) => id.toLowerCase()));
    const found = this.#found;
    const age = found === undefined ? Infinity : io.now() - found.at;
    if (found !== undefined && age >= 0 && age < this.#config.session_refresh && found.at >= to)
      return this.#grouped(found.ids);
    return this.#grouped(await this.#find(io));
  }

  /** The same groups without projects that are gone; undefined where none is. Empty groups stay: walks count them. */
  async withoutGone(groups: Groups, io: LangsmithIo): Promise<Groups | undefined> {
    if (this.isNamed) return undefined;
    const there = new Set(await this.#find(io));
    const left = groups.map((group) => group.filter((id) => there.has(id)));
    return left.some((group, index) => group.length < groups[index]!.length) ? left : undefined;
  }

  async #find(io: LangsmithIo): Promise<readonly string[]> {
    const at = io.now();
    const { projects } = await this.#lister.list(io);
    const ids = projects.flatMap(({ id }) => id ?? []);
    if (ids.length === 0) {
      throw new CollectorError("LANGSMITH_NO_PROJECTS", "session_filter finds no project: nothing can be asked for", {
        kind: "retryable",
      });
    }
    this.#found = { ids, at };
    return ids;
  }

  #grouped(ids: readonly string[]): Groups {
    const { sessions_per_query: size } = this.#config;
    return Array.from({ length: Math.ceil(ids.length / size) }, (_, group) =>
      ids.slice(group * size, (group + 1) * size),
    );
  }
}
