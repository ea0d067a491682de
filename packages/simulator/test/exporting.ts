import { gunzipSync } from "node:zlib";
import {
  PortkeySimulator,
  type PortkeyFaultKind,
  type PortkeyOptions,
  type SimulatorResponse,
  type StreamedBody,
} from "../src/index.ts";
import { hour, minute, noon } from "./ask.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** The fields that a log receiver asks for by default. */
export const usualFields =
  "ai_model,ai_org,cache_status,cost,created_at,id,prompt_id,prompt_slug,prompt_version_id,req_units,res_units,response_status_code,response_time,total_units,trace_id".split(
    ",",
  );

export interface Window {
  readonly from: number;
  readonly to: number;
  readonly filters?: Fields;
  readonly requested?: readonly string[];
  readonly workspace?: string;
}

/** A settled hour. */
export const settled: Window = { from: noon - 2 * hour, to: noon - hour };

/** The answer of the host of the objects, read to its end. */
export interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** A simulator with a clock that a test sets, and what a reader of log exports asks of it. */
export class Exporting {
  now = noon;
  readonly simulator: PortkeySimulator;

  constructor(options: Partial<PortkeyOptions> = {}) {
    this.simulator = new PortkeySimulator({ seed: 3, now: () => this.now, ...options });
  }

  /** Lets every request of this instant, or those to a target, meet a fault; then the clock moves on by a moment. */
  under<T>(kind: PortkeyFaultKind, target: string, ask: () => T): T {
    this.simulator.script({ kind, from: this.now, to: this.now + 1, target });
    const answer = ask();
    this.now++;
    return answer;
  }

  ask(method: string, path: string, body?: unknown): SimulatorResponse {
    return this.simulator.handle({
      method,
      url: `https://api.example/v1${path}`,
      headers: { "user-agent": "test" },
      body: body === undefined ? undefined : [Buffer.from(JSON.stringify(body))],
    });
  }

  bodyOf({ from, to, filters, requested, workspace }: Window): Fields {
    const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
    return {
      workspace_id: this.simulator.workspaceId(workspace ?? "production"),
      filters: {
        time_of_generation_min: iso(from),
        time_of_generation_max: iso(to),
        page_size: 50_000,
        current_page: 0,
        ...filters,
      },
      requested_data: requested ?? usualFields,
      description: "test/pk/logs",
    };
  }

  create(window: Window = settled): { readonly id: string; readonly total: number } {
    return JSON.parse(this.ask("POST", "/logs/exports", this.bodyOf(window)).body) as { id: string; total: number };
  }

  start(id: string): number {
    return this.ask("POST", `/logs/exports/${id}/start`).status;
  }

  status(id: string): unknown {
    return (JSON.parse(this.ask("GET", `/logs/exports/${id}`).body) as Fields)["status"];
  }

  /** A fresh link. */
  link(id: string): string {
    const answer = this.ask("GET", `/logs/exports/${id}/download`);
    return String((JSON.parse(answer.body) as Fields)["signed_url"]);
  }

  /** Creates, starts and waits: the id of a job that succeeded. */
  finished(window: Window = settled): string {
    const { id } = this.create(window);
    this.start(id);
    this.now += 30 * minute;
    return id;
  }

  object(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    method = "GET",
  ): SimulatorResponse<string | StreamedBody> {
    return this.simulator.handleObject({ method, url, headers });
  }

  async read(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Read> {
    const { status, headers: sent, body } = this.object(url, headers);
    return { status, headers: sent, bytes: typeof body === "string" ? Buffer.from(body) : await bytesOf(body) };
  }

  /** The lines of an export, as a naive reader sees them. */
  async lines(window: Window = settled): Promise<readonly string[]> {
    const { bytes } = await this.read(this.link(this.finished(window)));
    return bytes.toString().split("\n").slice(0, -1);
  }

  async records(window: Window = settled): Promise<readonly Fields[]> {
    return (await this.lines(window)).map((line) => JSON.parse(line) as Fields);
  }
}

export async function bytesOf(body: StreamedBody): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Decompressed. */
export function plain({ bytes }: Read): string {
  return gunzipSync(bytes).toString();
}
