import { fields, integer, label, number, uuid, type RecordOf } from "@genai-collector/polling/fields";

/** A number that later releases write as a decimal text, in USD. */
const money = (path: string) => number(path, { text: true });

const identity = {
  id: uuid("id", { expected: true }),
  // People name them: an address of a person must not become a label.
  name: label("name", { addresses: false }),
};

/** What is read of a project for its statistics, beside its feedback. */
export const statistics = {
  ...identity,
  run_count: integer("run_count", { expected: true, min: 0 }),
  latency_p50: number("latency_p50", { min: 0 }),
  latency_p99: number("latency_p99", { min: 0 }),
  first_token_p50: number("first_token_p50", { min: 0 }),
  first_token_p99: number("first_token_p99", { min: 0 }),
  total_tokens: integer("total_tokens", { min: 0 }),
  prompt_tokens: integer("prompt_tokens", { min: 0 }),
  completion_tokens: integer("completion_tokens", { min: 0 }),
  total_cost: money("total_cost"),
  prompt_cost: money("prompt_cost"),
  completion_cost: money("completion_cost"),
  error_rate: number("error_rate", { min: 0, max: 1 }),
  streaming_rate: number("streaming_rate", { min: 0, max: 1 }),
};

export type ProjectStatistics = RecordOf<typeof statistics>;

const billed = {
  ...identity,
  run_count: integer("run_count", { expected: true, min: 0 }),
  trace_tier: label("trace_tier", { addresses: false, maxLength: 64 }),
};

/** What is read of a project for what it costs. */
export const billedFields = fields(billed);
export type BilledProject = RecordOf<typeof billed>;

/** What is read of a project to find its runs. */
export const identityFields = fields({ id: identity.id });
export type ProjectIdentity = RecordOf<Pick<typeof identity, "id">>;

const spans = { run_count: integer("run_count", { expected: true, min: 0 }) };

/** What is read of the statistics of all runs of one project. */
export const spanFields = fields(spans);
