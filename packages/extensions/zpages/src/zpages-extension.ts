import {
  CollectorError,
  type CollectorView,
  type Component,
  type Host,
  type Listener,
  type ServerRequest,
  type ServerResponse,
  type Settings,
} from "@genai-collector/component";
import { isAllowedHost } from "@genai-collector/config/host-header";
import type { ZpagesConfig } from "./config.ts";
import { html, page, type Html } from "./html.ts";
import { ledgerPage } from "./ledger-page.ts";
import { extensionsPage, pipelinesPage, servicePage } from "./structure-pages.ts";
import { tracePage } from "./trace-page.ts";

const utf8 = new TextEncoder();
const noLedger = html`<p>This collector keeps no ledger.</p>`;

interface Page {
  readonly title: string;
  readonly show: (view: CollectorView, query: URLSearchParams) => Html | Promise<Html>;
  /** For programs: what `?format=json` and `Accept: application/json` ask for. */
  readonly json?: (view: CollectorView) => Promise<unknown>;
}

/** Serves pages about the running collector, for people. */
export class ZpagesExtension implements Component {
  readonly #settings: Settings;
  readonly #config: ZpagesConfig;
  readonly #pages: ReadonlyMap<string, Page>;
  #view: CollectorView | undefined;
  #listener: Listener | undefined;

  constructor(settings: Settings, config: ZpagesConfig) {
    this.#settings = settings;
    this.#config = config;
    const { clock } = settings.runtime;
    const now = {
      get now() {
        return clock.now();
      },
    };
    this.#pages = new Map<string, Page>([
      ["/debug/servicez", { title: "Service", show: (view) => servicePage(view, now) }],
      ["/debug/pipelinez", { title: "Pipelines", show: (view) => pipelinesPage(view, now) }],
      ["/debug/extensionz", { title: "Extensions", show: (view) => extensionsPage(view, now) }],
      ["/debug/featurez", { title: "Features", show: () => html`<p>This collector has no feature gates.</p>` }],
      [
        "/debug/ledger",
        {
          title: "Ledger",
          show: async (view) => (view.ledger === undefined ? noLedger : ledgerPage(await view.ledger())),
          json: async (view) => view.ledger?.(),
        },
      ],
      [
        "/debug/tracez",
        {
          title: "Traces",
          show: (view, query) =>
            tracePage(view.spans!.samples(), { name: query.get("name"), column: query.get("column") }),
        },
      ],
    ]);
  }

  /** Rejects with `ZPAGES_NO_TRACES` (misconfigured) where the collector makes no spans. */
  async start({ collector }: Host): Promise<void> {
    if (collector !== undefined && collector.spans === undefined)
      throw new CollectorError("ZPAGES_NO_TRACES", "zpages needs spans: service::telemetry::traces::level is none", {
        kind: "misconfigured",
      });
    this.#view = collector;
    collector?.spans?.start();
    const { runtime, logger } = this.#settings;
    this.#listener = await runtime.servers.listen(this.#config.endpoint, async (request) => this.#answer(request));
    logger.info({ endpoint: this.#listener.endpoint }, "Starting zPages");
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close(signal);
  }

  async #answer(request: ServerRequest): Promise<ServerResponse> {
    if (!isAllowedHost(request.headers["host"], this.#config)) return answer(403, "text/plain", "host not allowed\n");
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(405, "text/plain", "method not allowed\n", { allow: "GET, HEAD" });
    const url = URL.parse(request.url, "http://collector");
    const path = url?.pathname.replace(/(?<=.)\/$/, "") ?? "";
    if (path === "/debug/expvarz" && this.#config.expvar.enabled) return this.#numbers();
    if (path === "/" || path === "/debug") return answer(302, "text/plain", "", { location: "/debug/servicez" });
    const found = this.#pages.get(path);
    if (found === undefined || this.#view === undefined) return answer(404, "text/plain", "not found\n");
    const query = url!.searchParams;
    if (found.json !== undefined && wantsJson(request, query))
      return answer(200, "application/json", `${JSON.stringify(await found.json(this.#view))}\n`);
    const links = [...this.#pages].map(([to, { title }]) => [to, title] as const);
    return answer(200, "text/html", page(found.title, links, await found.show(this.#view, query)));
  }

  #numbers(): ServerResponse {
    const { memory, runtime } = this.#settings;
    const startedAt = this.#view?.startedAt ?? runtime.clock.now();
    const numbers = {
      uptime_seconds: (runtime.clock.now() - startedAt) / 1_000,
      held_payload_bytes: memory.heldBytes,
      pipelines: this.#view?.pipelines.length ?? 0,
    };
    return answer(200, "application/json", `${JSON.stringify(numbers, undefined, 2)}\n`);
  }
}

function wantsJson({ headers }: ServerRequest, query: URLSearchParams): boolean {
  return query.get("format") === "json" || headers["accept"]?.includes("application/json") === true;
}

function answer(
  status: number,
  type: string,
  text: string,
  more: Readonly<Record<string, string>> = {},
): ServerResponse {
  const headers = {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    // Nothing on these pages runs, and nothing else may show them.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    ...more,
  };
  return { status, headers, body: [utf8.encode(text)] };
}
