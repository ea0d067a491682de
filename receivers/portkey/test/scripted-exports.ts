import { jsonAnswer, type Answer } from "@genai-collector/testkit";
import type { AskedExport } from "./logs-scene.ts";

/** What a job was created with. */
export interface Order {
  readonly workspace_id: string;
  readonly filters: Readonly<Record<string, unknown>>;
  readonly requested_data: readonly string[];
  readonly description: string;
}

/** A page's file as a test writes it, and a platform that makes nothing else: jobs are ready as soon as they are started. */
export class ScriptedExports {
  readonly orders: Order[] = [];
  readonly cancelled: string[] = [];
  /** What `total` says; the number of lines when absent. */
  total: unknown;
  /** The lines of a page, by its number. */
  pages: readonly (readonly string[])[];
  /** What an object's host adds to or changes of its answers. */
  object: (answer: Answer, asked: AskedExport) => Answer = (answer) => answer;
  /** Statuses of a job, in the order in which they are told; the last one stays. */
  statuses: readonly string[] = ["success"];
  /** Where links lead. */
  link = "https://objects.example.net/exp-ID.jsonl?X-Amz-Signature=SECRET-sk-live-4242";
  tag = '"one"';
  terminator = "\n";
  readonly #told = new Map<string, number>();

  constructor(...pages: readonly (readonly string[])[]) {
    this.pages = pages;
  }

  /** Gives every answer of the platform. */
  readonly answer = (asked: AskedExport): Answer | undefined => {
    const { what, url, body } = asked;
    if (what === "GET /logs/exports") return jsonAnswer({ object: "list", total: 0, data: [] });
    if (what === "POST /logs/exports") return this.#create(JSON.parse(body) as Order);
    const id = /exp-(\d+)/.exec(what)?.[1];
    if (id === undefined) return undefined;
    if (what.startsWith("GET objects/")) return this.object(this.#object(id, asked), asked);
    if (what.endsWith("/start")) return jsonAnswer({ message: "Export started", object: "export" });
    if (what.endsWith("/cancel")) {
      this.cancelled.push(id);
      return jsonAnswer({ message: "cancelled", object: "export" });
    }
    if (what.endsWith("/download")) return jsonAnswer({ signed_url: this.link.replace("ID", id), object: "export" });
    return url.pathname.endsWith(`exp-${id}`) ? jsonAnswer({ id: `exp-${id}`, status: this.#status(id) }) : undefined;
  };

  /** The bytes of a page. */
  bytes(page: number): Buffer {
    return Buffer.from(this.pages[page]!.join("\n") + this.terminator);
  }

  #create(order: Order): Answer {
    this.orders.push(order);
    const lines = this.pages.reduce((sum, page) => sum + page.length, 0);
    return jsonAnswer({ id: `exp-${this.orders.length}`, total: this.total ?? lines, object: "export" });
  }

  #status(id: string): string {
    const told = this.#told.get(id) ?? 0;
    this.#told.set(id, told + 1);
    return this.statuses[Math.min(told, this.statuses.length - 1)]!;
  }

  #object(id: string, asked: AskedExport): Answer {
    const page = this.orders[Number(id) - 1]!.filters["current_page"] as number;
    const bytes = this.bytes(page);
    const from = Number(/^bytes=(\d+)-$/.exec(asked.headers["range"] ?? "")?.[1] ?? 0);
    const etag = this.tag;
    if (asked.headers["if-match"] !== undefined && asked.headers["if-match"] !== etag) return { status: 412 };
    if (from >= bytes.length) return { status: 416, headers: { "content-range": `bytes */${bytes.length}` } };
    const headers = { etag, "content-length": String(bytes.length - from) };
    if (asked.headers["range"] === undefined) return { status: 200, headers, body: bytes };
    const label = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    return { status: 206, headers: { ...headers, "content-range": label }, body: bytes.subarray(from) };
  }
}

/** A record's line, made within the first window of every scene. */
export function line(id: string, more: object = {}): string {
  return JSON.stringify({
    id,
    created_at: "2026-02-03T08:40:00Z",
    response_status_code: 200,
    ai_org: "openai",
    ...more,
  });
}

/** So many lines of different records. */
export function lines(count: number, first = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => line(`r-${first + index}`));
}
