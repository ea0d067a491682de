/** How long a tier keeps what was traced, in days (LangSmith's published retention). */
const tierDays = { longlived: 400, shortlived: 14 } as const;

/** The retention tier of a project. */
export type Tier = keyof typeof tierDays;

/** A project (the API says session) as a test may plan it. Times are milliseconds since 1970 UTC. */
export interface ProjectPlan {
  /** May be empty, and need not be unique. */
  readonly name: string;
  readonly createdAt: number;
  /** From then on it is gone, with its runs. */
  readonly removedAt?: number | undefined;
  /** Gets a new name so often. */
  readonly renamedEveryMs?: number | undefined;
  /** Its share of the traffic, relative to the others. */
  readonly weight: number;
  readonly tier: Tier | null;
  /** Whether its models answer in streams. */
  readonly isStreaming: boolean;
  /** Which of the platform's workspaces it is in: 0, or 1 and up where there are more. */
  readonly workspace?: number | undefined;
}

/** A project that has an id. */
export interface Project extends ProjectPlan {
  readonly id: string;
  /** Renames by script, the latest last. */
  readonly renames: readonly { readonly at: number; readonly name: string }[];
}

/** The name at a time: the latest rename by script, or else the one that its calendar gives. */
export function nameAt(project: Project, at: number): string {
  const renamed = project.renames.findLast((rename) => rename.at <= at);
  if (renamed !== undefined) return renamed.name;
  const every = project.renamedEveryMs;
  const version = every === undefined ? 0 : Math.max(0, Math.floor((at - project.createdAt) / every));
  return version === 0 ? project.name : `${project.name}-v${version + 1}`;
}

/** Whether the project is there at a time. */
export function existsAt(project: Project, at: number): boolean {
  return project.createdAt <= at && (project.removedAt === undefined || at < project.removedAt);
}

/** How long the runs of a project are kept, in milliseconds. */
export function retentionMs(project: Project): number {
  return tierDays[project.tier ?? "longlived"] * 86_400_000;
}
