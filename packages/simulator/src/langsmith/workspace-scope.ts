import { ApiError } from "./api-error.ts";
import type { Asked, PlatformState } from "./platform-state.ts";
import { existsAt, type Project } from "./project.ts";

/** Whether a project is there, and in the workspace of the request. */
export function isVisible(project: Project, { now, workspace }: Asked): boolean {
  return existsAt(project, now) && (project.workspace ?? 0) === workspace;
}

/** The projects that the request's workspace has now, the oldest first. */
export function visibleProjects({ projects }: PlatformState, asked: Asked): readonly Project[] {
  return projects.at(asked.now).filter((project) => isVisible(project, asked));
}

/** Those of `ids` that are there. Where none is: 404, as for a project that went. */
export function knownProjects({ projects }: PlatformState, asked: Asked, ids: readonly string[]): readonly string[] {
  const known = ids.filter((id) => {
    const project = projects.find(id);
    return project !== undefined && isVisible(project, asked);
  });
  if (known.length === 0) throw new ApiError(404, "Project not found");
  return known;
}
