/** What a job is created with: the body of `POST /logs/exports`. */
export interface ExportOrder {
  readonly workspaceId: string;
  /** Bounds of the time of generation, in milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  readonly pageSize: number;
  /** From 0 on. */
  readonly page: number;
  readonly apiKeyIds: readonly string[] | undefined;
  readonly requested: readonly string[];
  /** As they were sent, for who asks for the job again. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Wider windows are refused: nobody needs them, and each minute of them would have to be made. */
const longestMs = 31 * 24 * 3_600_000;
const isoTime = /^\d{4}-\d{2}-\d{2}T/;

/** Reads the body of a create. Pages of more than `largestPage` rows become that, without a word. Throws an `Error`. */
export function parseOrder(text: string, largestPage: number): ExportOrder {
  const body = objectIn("body", parseJson(text));
  const filters = objectIn("filters", body["filters"]);
  const [from, to] = [instantIn(filters, "time_of_generation_min"), instantIn(filters, "time_of_generation_max")];
  if (to - from > longestMs) throw new Error("filters span more than 31 days");
  return {
    workspaceId: textIn(body, "workspace_id"),
    from,
    to,
    pageSize: Math.min(largestPage, wholeIn(filters, "page_size", 1, largestPage)),
    page: wholeIn(filters, "current_page", 0, 0),
    apiKeyIds: filters["api_key_ids"] === undefined ? undefined : textsIn(filters, "api_key_ids"),
    requested: textsIn(body, "requested_data"),
    body,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("body is not JSON");
  }
}

function objectIn(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${name} must be an object`);
}

function textIn(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${name} must be a text`);
}

function textsIn(fields: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = fields[name];
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw new Error(`${name} must be a list of texts`);
}

function wholeIn(fields: Readonly<Record<string, unknown>>, name: string, least: number, usual: number): number {
  const value = fields[name] ?? usual;
  if (typeof value === "number" && Number.isInteger(value) && value >= least) return value;
  throw new Error(`${name} must be a whole number of at least ${least}`);
}

/** The API takes ISO-8601 alone: epoch numbers are refused. */
function instantIn(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  const time = typeof value === "string" && isoTime.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) throw new Error(`${name} must be an ISO-8601 time`);
  return time;
}
