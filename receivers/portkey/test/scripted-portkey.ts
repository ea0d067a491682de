import type { HttpRequest, Instant } from "@genai-collector/component";
import { jsonAnswer, type Answer, type World } from "@genai-collector/testkit";

const minute = 60_000;

/** One request, as the vendor saw it. Times are true times. */
export interface Asked {
  /** The graph's name, or the rest of a group's path, decoded: `metadata/team`; `workspace` for the scope probe. */
  readonly what: string;
  readonly at: Instant;
  readonly from: Instant;
  readonly to: Instant;
  /** `api_key_ids` as sent; undefined where the parameter is absent. */
  readonly keys: string | undefined;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

type Point = Readonly<Record<string, unknown>>;

/** The page that is asked for. */
interface Page {
  readonly size: number;
  readonly number: number;
}

/** The vendor's API as a test scripts it: a value for each graph and minute, and what it answers instead. */
export class ScriptedPortkey {
  readonly asked: Asked[] = [];
  /** What the workspaces probe finds. */
  workspaces: readonly string[] = [];
  /** The count of a minute; its default follows from the minute alone. */
  count: (graph: string, start: Instant, asked: Asked) => number = (_, start) => 1 + ((start / minute) % 97);
  /** The points of an answer; the default is one a minute, the open one included. */
  points: (asked: Asked) => readonly Point[] = (asked) => this.#minutes(asked);
  /** All rows of a group; there are none where a test names none. */
  rows: (asked: Asked) => readonly Point[] = () => [];
  /** What a page of them is; the default is what was asked for. */
  page: (asked: Asked, rows: readonly Point[]) => readonly Point[] = (asked, rows) => pageOf(rows, askedPage(asked));
  /** What stands beside the rows of a page. */
  envelope: (asked: Asked, rows: readonly Point[]) => object = (_, rows) => ({ total: rows.length });
  /** Answers in place of the API, where it returns something. */
  instead: (asked: Asked) => Answer | undefined = () => undefined;

  constructor(world: World) {
    world.route(/^https?:/, (request, now) => this.#answer(request, now));
  }

  /** Requests for one graph, or for the probe. */
  askedFor(what: string): readonly Asked[] {
    return this.asked.filter((asked) => asked.what === what);
  }

  #answer(request: HttpRequest, now: Instant): Answer {
    const asked = askedOf(request, now);
    this.asked.push(asked);
    const instead = this.instead(asked);
    if (instead !== undefined) return instead;
    if (asked.what === "workspace") {
      const data = this.workspaces.map((workspace) => ({ workspace, requests: 1, object: "analytics-group" }));
      return jsonAnswer({ object: "list", total: data.length, data });
    }
    if (asked.url.pathname.includes("/groups/")) {
      const rows = this.rows(asked);
      return jsonAnswer({ object: "list", ...this.envelope(asked, rows), data: this.page(asked, rows) });
    }
    return jsonAnswer({ object: "analytics-graph", is_quota_exceeded: false, data_points: this.points(asked) });
  }

  #minutes(asked: Asked): Point[] {
    const points: Point[] = [];
    for (let start = Math.floor(asked.from / minute) * minute; start < Math.min(asked.to, asked.at); start += minute) {
      points.push({
        timestamp: new Date(start).toISOString(),
        ...pointOf(asked.what, this.count(asked.what, start, asked)),
      });
    }
    return points;
  }
}

/** The page that a request for a group names. */
export function askedPage({ url }: Asked): Page {
  return { size: Number(url.searchParams.get("page_size")), number: Number(url.searchParams.get("current_page")) };
}

/** A page of rows. */
export function pageOf(rows: readonly Point[], { size, number }: Page): readonly Point[] {
  return rows.slice(number * size, (number + 1) * size);
}

function pointOf(graph: string, n: number): Point {
  if (graph === "latency") return { avg: n * 10, p50: n * 8, p90: n * 20, p99: n * 40 };
  if (graph === "tokens") return { total: 3 * n, total_request_units: 2 * n, total_response_units: n };
  return { total: n };
}

function askedOf(request: HttpRequest, at: Instant): Asked {
  const url = new URL(request.url);
  return {
    what: decodeURIComponent(/\/groups\/(.+)$/.exec(url.pathname)?.[1] ?? url.pathname.split("/").at(-1)!),
    at,
    from: Date.parse(url.searchParams.get("time_of_generation_min") ?? ""),
    to: Date.parse(url.searchParams.get("time_of_generation_max") ?? ""),
    keys: url.searchParams.get("api_key_ids") ?? undefined,
    url,
    headers: request.headers,
  };
}
