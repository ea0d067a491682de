import type { SimulatorResponse } from "../http.ts";
import { planted } from "../planted.ts";
import { errorAnswer, tellingAnswer } from "./api-error.ts";

/** Refusals by status, with what the API says. */
const refusals = {
  bad_request: [400, "Bad request"],
  unauthorized: [401, "Invalid token"],
  payment_required: [402, "Your plan does not include this; upgrade to go on"],
  forbidden: [403, "Forbidden"],
  not_found: [404, "Not Found"],
  conflict: [409, "Conflict"],
  payload_too_large: [413, "Payload too large"],
  unprocessable: [422, "Unprocessable entity"],
  usage_limit: [429, "Monthly usage limit of this tenant is reached"],
  throttled_silently: [429, "Too Many Requests"],
  server_error: [500, "Internal server error"],
  unavailable: [503, "Service unavailable"],
  gateway_timeout: [504, "upstream request timeout"],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

/** Everything that may go wrong with one request. The README's table says what each does. */
export const langSmithFaultKinds = [
  ...(Object.keys(refusals) as (keyof typeof refusals)[]),
  "throttled",
  "throttled_until",
  "throttled_long",
  "bad_gateway",
  "telling_error",
  "redirect_elsewhere",
  "redirect_plain",
  "slow",
  "hang",
  "cut",
  "cut_at_once",
  "not_json",
  "empty_body",
  "half_json",
  "wrong_shape",
  "too_large",
  "clock_ahead",
  "clock_behind",
  "cursor_expired",
  "cursor_missing",
  "cursor_stuck",
  "empty_page",
  "short_page",
  "lost_tail",
  "repeat_row",
  "skip_row",
  "out_of_order",
  "offset_ignored",
  "missing_field",
  "null_field",
  "wrong_type",
  "text_number",
  "renamed_field",
  "new_field",
  "huge_field",
  "float_integer",
  "bad_money",
  "not_a_number",
  "bad_time",
  "zoned_time",
  "unknown_enum",
  "missing_id",
] as const;

export type LangSmithFaultKind = (typeof langSmithFaultKinds)[number];

/** What a platform's clock may be off, as a fault. */
const clockMs = 600_000;

/** The whole answer that a fault gives instead of the right one; undefined: the request is answered. `date`: what the platform's clock shows. */
export function refusalOf(kind: LangSmithFaultKind | undefined, date: number): SimulatorResponse | undefined {
  if (kind === undefined) return undefined;
  if (Object.hasOwn(refusals, kind)) {
    const [status, detail] = refusals[kind as keyof typeof refusals];
    return errorAnswer(status, detail);
  }
  switch (kind) {
    case "throttled":
      return errorAnswer(429, "Too Many Requests", { "retry-after": "5" });
    case "throttled_until":
      return errorAnswer(429, "Too Many Requests", { "retry-after": new Date(date + 30_000).toUTCString() });
    case "throttled_long":
      return errorAnswer(429, "Too Many Requests", { "retry-after": "86400" });
    case "bad_gateway":
      return page(502);
    case "telling_error":
      return tellingAnswer();
    case "redirect_elsewhere":
      return { ...page(302), headers: { location: "https://elsewhere.example/api/v1/sessions" } };
    case "redirect_plain":
      return { ...page(302), headers: { location: "http://api.smith.langchain.com/api/v1/sessions" } };
    default:
      return undefined;
  }
}

/** What a fault does to an answer on its way. */
export function disturbed(
  answer: SimulatorResponse,
  kind: LangSmithFaultKind | undefined,
  slowMs: number,
): SimulatorResponse {
  switch (kind) {
    case "slow":
      return { ...answer, delayMs: slowMs };
    case "hang":
      // Nobody waits for an hour.
      return { ...answer, delayMs: 3_600_000 };
    case "cut":
      return { ...answer, cutAfter: Math.floor(answer.body.length / 2) };
    case "cut_at_once":
      return { ...answer, cutAfter: 0 };
    case "not_json":
      return { ...page(200) };
    case "empty_body":
      return { ...answer, body: "" };
    case "half_json":
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
    case "wrong_shape":
      return { ...answer, body: answer.body.startsWith("[") ? `{"unexpected":${answer.body}}` : `[${answer.body}]` };
    case "too_large":
      // White space: right JSON, and larger than the 32 MiB that a client should take.
      return { ...answer, body: `${answer.body}${" ".repeat(33_554_433)}` };
    case "float_integer":
      return { ...answer, body: answer.body.replaceAll(/("\w*(?:tokens|count)":\d+)(?=[,}])/g, "$1.0") };
    default:
      return answer;
  }
}

/** What the `Date` of an answer is off. */
export function clockOffsetMs(kind: LangSmithFaultKind | undefined): number {
  return kind === "clock_ahead" ? clockMs : kind === "clock_behind" ? -clockMs : 0;
}

function page(status: number): SimulatorResponse {
  return {
    status,
    headers: { "content-type": "text/html" },
    body: `<html>${planted.content} ${planted.secret}</html>`,
    delayMs: 0,
  };
}
