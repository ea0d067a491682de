import type { HttpRequest, Instant } from "@genai-collector/component";
import { jsonAnswer, type Answer, type World } from "@genai-collector/testkit";

/** One request, as LangSmith saw it. */
export interface AskedRuns {
  /** Behind `/api/`: `v1/runs/query`. */
  readonly path: string;
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: Instant;
}

/** A run as the API shows it. */
export type ApiRun = Readonly<Record<string, unknown>>;

export const projectId = "00000000-0000-4000-8000-0000000000aa";

/** Ids sort as their numbers do. */
export function runIdOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** Naive, with microseconds, as LangSmith writes times. */
export function naive(at: Instant, micros = 0): string {
  return `${new Date(at).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}`;
}

/** The n-th run of a test: it started at `at`, took two seconds, and was taken in a second after that. */
export function run(n: number, at: Instant, more: object = {}): ApiRun {
  return {
    id: runIdOf(n),
    trace_id: runIdOf(n),
    session_id: projectId,
    parent_run_id: null,
    run_type: "chain",
    status: "success",
    start_time: naive(at),
    end_time: naive(at + 2_000),
    inserted_at: naive(at + 3_000),
    total_tokens: 3,
    prompt_tokens: 2,
    completion_tokens: 1,
    ...more,
  };
}

/** The same while it is under way. */
export function unfinished(n: number, at: Instant, more: object = {}): ApiRun {
  return run(n, at, { status: "pending", end_time: null, total_tokens: null, ...more });
}

/** LangSmith as a test scripts it: a list of runs, answered page by page with tokens, and what it answers instead. */
export class ScriptedRuns {
  readonly asked: AskedRuns[] = [];
  /** In the order of their start. */
  runs: readonly ApiRun[] = [];
  /** What a filter finds. */
  projects: readonly object[] = [{ id: projectId, name: "free text" }];
  /** Answers in place of the API: a status, an answer, or nothing. */
  instead: (asked: AskedRuns, nth: number) => Answer | number | undefined = () => undefined;
  /** What an answer says of the page after it. */
  cursors: (next: string | null, asked: AskedRuns) => object = (next) => ({ cursors: { next, prev: null } });

  constructor(world: World) {
    world.route(/^https:\/\/api\.smith\.langchain\.com\//, (request, now) => this.#answer(request, now));
  }

  /** Queries of runs, those for ids left out. */
  get queries(): readonly AskedRuns[] {
    return this.asked.filter(({ path, body }) => path.endsWith("runs/query") && body["id"] === undefined);
  }

  /** Queries of runs by their ids. */
  get queriesById(): readonly AskedRuns[] {
    return this.asked.filter(({ body }) => body["id"] !== undefined);
  }

  /** Lists of projects. */
  get lists(): readonly AskedRuns[] {
    return this.asked.filter(({ path }) => path.endsWith("sessions"));
  }

  #answer(request: HttpRequest, at: Instant): Answer {
    const asked = askedOf(request, at);
    this.asked.push(asked);
    const instead = this.instead(asked, this.asked.filter(({ path }) => path === asked.path).length);
    if (typeof instead === "number") return { status: instead };
    if (instead !== undefined) return instead;
    if (asked.path === "v1/sessions") return jsonAnswer(this.#projectsFrom(asked.url));
    return asked.path === "v1/runs/query" ? jsonAnswer(this.#page(asked)) : { status: 404 };
  }

  #projectsFrom({ searchParams }: URL): readonly object[] {
    const offset = Number(searchParams.get("offset"));
    return this.projects.slice(offset, offset + Number(searchParams.get("limit")));
  }

  #page(asked: AskedRuns): object {
    const { session, id, start_time: from, end_time: to, limit, cursor } = asked.body;
    const [first, last] = [Date.parse(String(from)), Date.parse(String(to))];
    const matching = this.runs.filter((each) => {
      if (!(session as readonly unknown[]).includes(each["session_id"])) return false;
      if (id !== undefined) return (id as readonly unknown[]).includes(each["id"]);
      const time = each["start_time"];
      const at = typeof time === "string" ? Date.parse(/Z|[+]/.test(time) ? time : `${time}Z`) : Number.NaN;
      return Number.isNaN(at) || (at >= first && at <= last);
    });
    const offset = cursor === undefined ? 0 : Number((cursor as string).slice("after-".length));
    const end = offset + Number(limit);
    const runs = matching.slice(offset, end);
    return { runs, ...this.cursors(end < matching.length ? `after-${end}` : null, asked) };
  }
}

function askedOf(request: HttpRequest, at: Instant): AskedRuns {
  const url = new URL(request.url);
  const text = Buffer.concat(request.body ?? []).toString();
  const body = (text === "" ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  return { path: url.pathname.replace("/api/", ""), url, body, headers: request.headers, at };
}
