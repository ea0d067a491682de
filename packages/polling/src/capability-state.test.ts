import { CollectorError, type ErrorKind } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { capabilityOfError } from "./capability-state.ts";
import { AnswerError } from "./fields/index.ts";
import { SourceError } from "./source-error.ts";
import { errorOfStatus } from "./source-status.ts";

const status = (code: number): SourceError => errorOfStatus(code, {}, 0);
const error = (kind: ErrorKind, code = "X"): CollectorError => new CollectorError(code, code, { kind });

describe("what a failed request says of its endpoint", () => {
  it.each([
    [404, "absent"],
    [405, "absent"],
    [410, "absent"],
    [501, "absent"],
    [402, "plan"],
    [401, "permission"],
    [403, "permission"],
    [408, "transient"],
    [425, "transient"],
    [429, "transient"],
    [500, "transient"],
    [502, "transient"],
    [503, "transient"],
    [529, "transient"],
    [301, "schema_changed"],
    [400, "schema_changed"],
    [409, "schema_changed"],
    [422, "schema_changed"],
  ])("HTTP %i: %s", (code, state) => {
    expect(capabilityOfError(status(code))).toBe(state);
  });

  it.each([
    ["no answer", new SourceError("SOURCE_UNREACHABLE", "x", { kind: "retryable" }), "transient"],
    ["a timeout", error("retryable", "HTTP_TIMEOUT"), "transient"],
    ["no room here", error("refused"), "transient"],
    ["an answer that is not JSON", new AnswerError("POLLING_BAD_JSON", "expected a value", 0), "schema_changed"],
    ["an answer that makes no sense", error("malformed"), "schema_changed"],
    ["a request that our own rules keep back", error("misconfigured", "HTTP_ADDRESS_REFUSED"), "permission"],
    ["what was given up", error("retryable", "HTTP_ABORTED"), undefined],
    ["a gap", error("gap"), undefined],
    ["a bug", new TypeError("x"), undefined],
  ])("%s", (_, thrown, state) => {
    expect(capabilityOfError(thrown)).toBe(state);
  });
});
