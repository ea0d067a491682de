import type { TextClass } from "./text-classes.ts";

/** What stands at a place of an answer that is read by default: the class of texts that it may hold. */
export type ReadPlaces = Readonly<Record<string, TextClass>>;

/** What answers are made of; each is told apart by what of it is read by default. */
export const documentKinds = ["export", "graph", "group", "session", "run", "run of v2"] as const;

export type DocumentKind = (typeof documentKinds)[number];

const runPlaces: ReadPlaces = {
  id: "closed",
  trace_id: "closed",
  session_id: "closed",
  parent_run_id: "closed",
  run_type: "closed",
  status: "closed",
  start_time: "closed",
  end_time: "closed",
  first_token_time: "closed",
  inserted_at: "closed",
  total_cost: "closed",
  prompt_cost: "closed",
  completion_cost: "closed",
  dotted_order: "closed",
  thread_id: "word",
  "prompt_cost_details.standard": "closed",
  "completion_cost_details.standard": "closed",
};

/**
 * Places of one record or row that are read with every opt-in off. Every text at any other place is content, whatever it
 * is called. Written from the vendors' documents, not from the receivers.
 */
export const readPlaces: Readonly<Record<DocumentKind, ReadPlaces>> = {
  export: {
    id: "identifier",
    trace_id: "identifier",
    created_at: "closed",
    ai_org: "identifier",
    ai_model: "identifier",
    prompt_id: "identifier",
    prompt_slug: "identifier",
    prompt_version_id: "identifier",
    cache_status: "closed",
    cost: "closed",
    response_time: "closed",
    response_status_code: "closed",
    req_units: "closed",
    res_units: "closed",
    total_units: "closed",
  },
  graph: { timestamp: "closed", total: "closed" },
  group: {
    ai_model: "identifier",
    metadata_value: "label",
    prompt: "identifier",
    workspace: "slug",
    requests: "closed",
    cost: "closed",
  },
  session: {
    id: "closed",
    trace_tier: "shortLabel",
    run_count: "closed",
    total_cost: "closed",
    prompt_cost: "closed",
    completion_cost: "closed",
  },
  run: runPlaces,
  "run of v2": { ...runPlaces, project_id: "closed" },
};

/** Places that a vendor may fill and the simulators leave empty: with a text in each, nothing is left untried. */
export const morePlaces: Readonly<Record<DocumentKind, readonly string[]>> = {
  export: ["user", "_user", "error", "guardrails", "virtual_key", "feedback", "name", "tags", "events", "request.body"],
  graph: ["label", "name", "note"],
  group: ["label", "name", "metadata", "user"],
  "run of v2": ["name", "error", "tags", "inputs", "outputs", "session_id", "metadata.user", "share_url"],
  session: ["owner", "error", "tags", "inputs_schema", "run_facets", "session_id", "tenant_handle", "last_run_error"],
  run: [
    "name",
    "error",
    "tags",
    "manifest",
    "serialized",
    "feedback",
    "attachments",
    "ls_user_id",
    "gen_ai.prompt",
    "input.value",
    "output.value",
    "share_url",
    "app_path",
  ],
};
