import type { Instant } from "@genai-collector/component";
import { parseRetryAfter } from "@genai-collector/config/http-client";
import { SourceError, sourceStatus, type Io, type SourceRequest } from "@genai-collector/polling";
import { cursor, fields, identifier, integer, readAnswer, type FieldSet } from "@genai-collector/polling/fields";
import { askPortkey } from "../ask-portkey.ts";
import { schemaError } from "../schema-error.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import { wireTime } from "../wire-time.ts";

export const exportsEndpoint = "logs/exports";

/** What one job is asked for. */
export interface ExportOrder {
  readonly workspaceId: string;
  readonly apiKeyIds: readonly string[] | undefined;
  readonly requested: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  readonly pageSize: number;
  readonly page: number;
}

export interface CreatedJob {
  readonly id: string;
  /** Records that match, on all pages; undefined where the answer does not say. */
  readonly total: number | undefined;
}

const created = fields({ id: identifier("id"), total: integer("total", { text: true, min: 0 }) });
const state = fields({ status: identifier("status") });
const linked = fields({ link: cursor("signed_url") });
const nothing = fields({});

/** The answers to a question are small; one that is not is no answer, and is not waited for. */
const clockBodyBytes = 65_536;
const serviceUnavailable = 503;

/** The control plane of exports: one request each. Rejects as `askPortkey` does. */
export class ExportApi {
  readonly #io: Io<PortkeyInstruments>;

  constructor(io: Io<PortkeyInstruments>) {
    this.#io = io;
  }

  /**
   * Hears the vendor's clock before a window is begun: a job that is created before its window is over would lack
   * records, and can never be deleted. Any answer tells the time.
   */
  async hearClock(): Promise<void> {
    const request = { url: "/logs/exports", query: { page_size: 1, current_page: 0 }, maxBodyBytes: clockBodyBytes };
    try {
      await this.#io.request(request).then(({ body }) => body.read(clockBodyBytes).catch(() => undefined));
    } catch (error) {
      if (sourceStatus(error) === undefined) throw error;
    }
  }

  /** Creates a draft. Where it rejects without a status of 4xx, there may be a draft all the same. */
  async create(order: ExportOrder): Promise<CreatedJob> {
    const { id, total } = await this.#ask({ url: "/logs/exports", json: bodyOf(order) }, created, onceOnly(this.#io));
    if (id === undefined) throw schemaError("logs/exports", "expected the id of what was created");
    return { id, total };
  }

  async start(id: string): Promise<void> {
    await this.#ask({ url: `${pathOf(id)}/start`, method: "POST" }, nothing);
  }

  /** Where a job is, in the vendor's word. */
  async status(id: string): Promise<string> {
    const { status } = await this.#ask({ url: pathOf(id) }, state);
    if (status === undefined) throw schemaError("logs/exports", "expected the status of a job");
    return status;
  }

  /** A fresh link to a job's object: a credential, to be told to nobody. */
  async link(id: string): Promise<string> {
    const { link } = await this.#ask({ url: `${pathOf(id)}/download` }, linked);
    if (link === undefined) throw schemaError("logs/exports", "expected a link");
    return link;
  }

  async cancel(id: string): Promise<void> {
    await this.#ask({ url: `${pathOf(id)}/cancel`, method: "POST" }, nothing);
  }

  #ask<R>(request: SourceRequest, set: FieldSet<R>, io = this.#io): Promise<R> {
    return this.#io.endpoint(exportsEndpoint, () => askPortkey(io, request, (answer) => readAnswer(set, answer)));
  }
}

/** What a gateway answers with 503 may have been done behind it: a second draft would be left without anybody knowing. */
function onceOnly(io: Io<PortkeyInstruments>): Io<PortkeyInstruments> {
  return {
    ...io,
    read: (request, use) =>
      io.read({ ...request, accept: [serviceUnavailable] }, (response) => {
        if (response.status !== serviceUnavailable) return use(response);
        const retryAfterMs = parseRetryAfter(response.headers["retry-after"], io.now());
        throw new SourceError("SOURCE_STATUS", "the source answered HTTP 503", { kind: "retryable", retryAfterMs });
      }),
  };
}

function pathOf(id: string): string {
  return `/logs/exports/${encodeURIComponent(id)}`;
}

function bodyOf({ workspaceId, apiKeyIds, requested, from, to, pageSize, page }: ExportOrder): object {
  const [min, max] = [wireTime(from), wireTime(to)];
  return {
    workspace_id: workspaceId,
    filters: {
      time_of_generation_min: min,
      time_of_generation_max: max,
      page_size: pageSize,
      current_page: page,
      ...(apiKeyIds === undefined ? {} : { api_key_ids: apiKeyIds }),
    },
    requested_data: requested,
    // Jobs stay for ever: this is how an operator tells whose they are.
    description: `genai-collector/logs_export/${min}..${max}/${page}`,
  };
}
