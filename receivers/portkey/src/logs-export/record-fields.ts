import type { LogFieldTraits } from "@genai-collector/component";
import {
  boolean,
  enumeration,
  identifier,
  integer,
  number,
  scalar,
  time,
  type Field,
} from "@genai-collector/polling/fields";

/** One field of an export's records that is known to hold no content. */
export interface KnownField {
  readonly field: (path: string) => Field<unknown>;
  /** What the attribute is called, where the vendor's name lacks the unit. */
  readonly attribute?: string;
  readonly type: LogFieldTraits["type"];
  readonly unit?: string;
  readonly doc: string;
  readonly bound: string;
}

/** No duration, cost or count of one request is beyond it: a larger one is broken, and would spoil every sum. */
const largest = 2 ** 53;
const amount = { text: true, min: 0, max: largest } as const;

const units = (doc: string): KnownField => ({
  field: (path) => integer(path, amount),
  type: "int",
  unit: "{token}",
  doc,
  bound: "a whole number",
});
const name = (doc: string, bound = "at most 128 visible signs"): KnownField => ({
  field: (path) => identifier(path),
  type: "string",
  doc,
  bound,
});
const oneOf = (values: readonly string[], doc: string): KnownField => ({
  field: (path) => enumeration(path, { values }),
  type: "string",
  doc,
  bound: `${values.map((value) => `\`${value}\``).join(", ")}, else \`_other\``,
});

/** What is known of an export's fields, by the vendor's names (portkey.md §1.6). */
export const knownFields: Readonly<Record<string, KnownField>> = {
  ai_model: name("The model that was called.", "models in use"),
  ai_org: name("Who serves the model.", "providers in use"),
  cache_status: oneOf(
    ["HIT", "MISS", "SEMANTIC HIT", "SEMANTIC MISS", "REFRESH", "DISABLED"],
    "Whether the gateway's cache answered.",
  ),
  cost: {
    field: (path) => number(path, amount),
    attribute: "cost_usd",
    type: "double",
    unit: "{USD}",
    doc: "What the request cost: Portkey's cents through `cost_divisor`.",
    bound: "a number",
  },
  cost_currency: name("The currency that Portkey names beside its cost."),
  created_at: {
    field: (path) => time(path, { expected: true }),
    type: "int",
    doc: "The record's time.",
    bound: "nanoseconds since 1970",
  },
  id: {
    ...name("The request's id: the same record has the same one."),
    field: (path) => identifier(path, { expected: true }),
  },
  is_success: {
    field: (path) => boolean(path),
    type: "boolean",
    doc: "Whether the request succeeded.",
    bound: "2 values",
  },
  mode: oneOf(
    ["single", "fallback", "loadbalance", "scientist", "proxy", "conditional"],
    "How the gateway routed the request.",
  ),
  prompt_id: name("The saved prompt's id."),
  prompt_slug: name("The saved prompt's slug."),
  prompt_version_id: name("The saved prompt's version."),
  req_units: units("Input tokens."),
  res_units: units("Output tokens."),
  response_status_code: {
    field: (path) => integer(path, { text: true, min: 100, max: 599 }),
    type: "int",
    doc: "The HTTP status of the answer; the severity follows from it.",
    bound: "100 to 599",
  },
  response_time: {
    field: (path) => number(path, amount),
    attribute: "response_time_ms",
    type: "double",
    unit: "ms",
    doc: "How long the answer took.",
    bound: "a number",
  },
  total_units: units("Tokens in all: input and output."),
  trace_id: name("The caller's trace id. Also the OTLP trace id, where it is a UUID."),
};

/** A field of the user's own. */
export const ownField: KnownField = {
  field: (path) => scalar(path),
  type: "string",
  doc: "Opened by the configuration.",
  bound: "at most 128 visible signs, a number, or a boolean",
};

/** Asked for by default, each on the resource or on the record. */
export const defaultIndexed = ["ai_model", "ai_org", "response_status_code"] as const;
export const defaultRecord = [
  "cost",
  "created_at",
  "id",
  "prompt_id",
  "prompt_slug",
  "prompt_version_id",
  "req_units",
  "res_units",
  "response_time",
  "total_units",
  "trace_id",
] as const;
