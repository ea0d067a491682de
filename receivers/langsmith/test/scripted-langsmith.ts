import type { HttpRequest, Instant } from "@genai-collector/component";
import { jsonAnswer, runReceiver, VendorAnswer, World, type Answer } from "@genai-collector/testkit";
import { langsmithReceiverFactory } from "../src/index.ts";

export const minute = 60_000;
export const hour = 60 * minute;
/** Within a minute, so that nothing is aligned by luck. */
export const start = Date.UTC(2026, 2, 2, 12, 0, 37) + 500;

/** One request, as LangSmith saw it. */
export interface Asked {
  readonly path: string;
  readonly url: URL;
  readonly query: Readonly<Record<string, string>>;
  /** Of a POST. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: Instant;
}

/** The id of the n-th project of a test; ids sort as their numbers do. */
export function idOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** A project as the API shows it: nothing ran, and it has a description that is nobody's business. */
export function project(n: number, more: object = {}): object {
  return { id: idOf(n), name: `project-${n}`, description: "free text", extra: { metadata: {} }, ...more };
}

/** LangSmith as a test scripts it: a list of projects, spans by project, and what it answers instead. */
export class ScriptedLangsmith {
  readonly asked: Asked[] = [];
  /** In the order of the server. */
  projects: readonly object[] = [];
  /** What the statistics of all runs of a project are. */
  runStats: (id: string) => unknown = () => ({ run_count: 0 });
  /** Answers in place of the API: a status, an answer, or nothing. */
  instead: (asked: Asked, nth: number) => Answer | number | undefined = () => undefined;

  /** Requests to one path, behind `/api/v1/`. */
  askedFor(path: string): readonly Asked[] {
    return this.asked.filter((asked) => asked.path === path);
  }

  answer(url: URL, at: Instant, request: HttpRequest): unknown {
    const asked = askedOf(url, at, request);
    this.asked.push(asked);
    const instead = this.instead(asked, this.askedFor(asked.path).length);
    if (typeof instead === "number") return instead;
    if (instead !== undefined) return new VendorAnswer(instead);
    if (asked.path === "sessions") return new VendorAnswer(jsonAnswer(this.#page(asked.query)));
    if (asked.path === "runs/stats") return this.runStats((asked.body["session"] as readonly string[])[0]!);
    return 404;
  }

  #page({ offset = "0", limit = "100" }: Asked["query"]): readonly object[] {
    return this.projects.slice(Number(offset), Number(offset) + Number(limit));
  }
}

export interface Scene {
  readonly run: Awaited<ReturnType<typeof startReceiver>>;
  readonly langsmith: ScriptedLangsmith;
}

interface SceneOptions {
  /** Settings of the receiver. */
  readonly config?: object;
  readonly start?: Instant;
}

/** The receiver over a scripted LangSmith, started; `prepare` comes first. */
export async function scene(
  loops: object,
  prepare: (langsmith: ScriptedLangsmith) => void,
  options: SceneOptions = {},
): Promise<Scene> {
  const langsmith = new ScriptedLangsmith();
  prepare(langsmith);
  const world = new World(options.start ?? start);
  const config = { api_key: "lsv2_sk_test", loops, rate_limit: { requests_per_second: 100, burst: 100 } };
  const run = await startReceiver({ ...config, ...options.config }, langsmith, world);
  return { run, langsmith };
}

function startReceiver(config: object, langsmith: ScriptedLangsmith, world: World) {
  return runReceiver(langsmithReceiverFactory, {
    world,
    config,
    vendor: (url, now, request) => langsmith.answer(url, now, request),
  });
}

/** One poll of one loop over these projects, and what it emitted: `name{labels}` without the prefix, and the value. */
export async function pollOnce(loops: object, projects: readonly object[], options: SceneOptions = {}) {
  const { run, langsmith } = await scene(
    loops,
    (each) => {
      each.projects = projects;
    },
    options,
  );
  await run.advance(20_000);
  await run.stop();
  return { run, langsmith, values: valuesOf(run.points) };
}

/** Values by series, for example `latency_seconds{quantile=p50,session=…}`; fails on a series that came twice. */
export function valuesOf(points: readonly { name: string; labels: Readonly<Record<string, string>>; value: number }[]) {
  const values: Record<string, number> = {};
  for (const { name, labels, value } of points) {
    const series = `${name.replace(/^langsmith_/, "")}{${labelsText(labels)}}`;
    if (series in values) throw new Error(`${series} came twice`);
    values[series] = value;
  }
  return values;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels)
    .toSorted()
    .map((key) => `${key}=${labels[key]}`)
    .join(",");
}

function askedOf(url: URL, at: Instant, request: HttpRequest): Asked {
  const text = new TextDecoder().decode(request.body?.[0]);
  return {
    path: url.pathname.replace("/api/v1/", ""),
    url,
    query: Object.fromEntries(url.searchParams),
    body: text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>),
    headers: request.headers,
    at,
  };
}

/** Everything that left the receiver: payloads, log lines, statuses and checkpoints, as one text. */
export function everythingThatLeft({ run }: Pick<Scene, "run">): string {
  const payloads = run.sinks.metrics.payloads.flatMap((payload) =>
    payload.encoded().map(({ bytes }) => Buffer.from(bytes).toString("latin1")),
  );
  const told = JSON.stringify(
    [run.recorded.logs, run.recorded.statuses, [...run.recorded.counts]],
    (_, value: unknown) => (value instanceof Error ? { message: value.message, cause: value.cause } : value),
  );
  return [...payloads, told].join("\n");
}
