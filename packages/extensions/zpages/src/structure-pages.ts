import type { CollectorView, ComponentStatus, PipelineView } from "@genai-collector/component";
import { durationText } from "./durations.ts";
import { html, table, type Html } from "./html.ts";

type Now = { readonly now: number };

/** What runs, since when. */
export function servicePage({ build, startedAt, pipelines, extensions }: CollectorView, { now }: Now): Html {
  return table(
    ["", ""],
    [
      ["Program", `${build.command} ${build.version}`],
      ["Started", new Date(startedAt).toISOString()],
      ["Up for", durationText(now - startedAt)],
      ["Pipelines", String(pipelines.length)],
      ["Extensions", extensions.join(", ") || "none"],
    ],
  );
}

/** Each pipeline with what stands in it, and how that is doing. */
export function pipelinesPage(view: CollectorView, clock: Now): Html {
  const statuses = view.statuses();
  const parts = view.pipelines.map(
    (pipeline) =>
      html`<h2>${pipeline.id}</h2>
        ${componentsTable(membersOf(pipeline, statuses), clock)}`,
  );
  return html`${parts}`;
}

/** The extensions and how they are doing. */
export function extensionsPage(view: CollectorView, clock: Now): Html {
  const statuses = view.statuses();
  const found = view.extensions.map((id) => statuses.find((each) => each.kind === "extension" && each.id === id) ?? id);
  return componentsTable(
    found.map((each) => (typeof each === "string" ? { kind: "extension", id: each } : { ...each, status: each })),
    clock,
  );
}

type Condition = Pick<ComponentStatus, "state" | "at" | "error">;

interface Member {
  readonly kind: string;
  readonly id: string;
  readonly status?: ComponentStatus | undefined;
}

/** In the order in which data passes them. */
function membersOf(pipeline: PipelineView, statuses: readonly ComponentStatus[]): readonly Member[] {
  const find = (kind: string, id: string): Member => {
    const isMine = (each: ComponentStatus): boolean =>
      each.id === id && each.pipelines.includes(pipeline.id) && (each.kind === kind || each.kind === "connector");
    const status = statuses.find(isMine);
    return { kind: status?.kind ?? kind, id, status };
  };
  return [
    ...pipeline.receivers.map((id) => find("receiver", id)),
    ...pipeline.processors.map((id) => find("processor", id)),
    ...pipeline.exporters.map((id) => find("exporter", id)),
  ];
}

function componentsTable(members: readonly Member[], { now }: Now): Html {
  const rows = members.flatMap(({ kind, id, status }) => [
    [kind, html`<code>${id}</code>`, ...conditionCells(status, now)],
    ...(status?.parts ?? []).map((part) => ["part", html`↳ ${part.name}`, ...conditionCells(part, now)]),
  ]);
  return table(["Kind", "Component", "State", "For", "Last error"], rows);
}

/** How a component, or a part of it, is doing, since when, and why. */
function conditionCells(status: Condition | undefined, now: number): readonly (string | Html)[] {
  const duration = status === undefined ? "" : durationText(Math.max(0, now - status.at));
  return [stateText(status), duration, status?.error ?? ""];
}

function stateText(status: Condition | undefined): Html {
  if (status === undefined) return html`<span class="wait">not started</span>`;
  const { state } = status;
  const kind = state === "ok" ? "ok" : state.endsWith("_error") ? "bad" : "wait";
  return html`<span class="${kind}">${state.replace("_", " ")}</span>`;
}
