import { CollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { errorFields, errorMessage } from "./error-fields.ts";

describe("errorFields", () => {
  it("shows code, kind, message, delay and rejected parts of a CollectorError, and nothing else", () => {
    const error = Object.assign(
      new CollectorError("SINK_STATUS", "https://u:p@sink/v1?k=s answered 429", {
        kind: "retryable",
        retryAfterMs: 500,
        rejected: [{ items: 3, reason: "too_old" }],
      }),
      { headers: { authorization: "Bearer s3cret" }, request: { body: "prompt" } },
    );
    expect(errorFields(error)).toEqual({
      code: "SINK_STATUS",
      kind: "retryable",
      message: "https://sink/v1 answered 429",
      retryAfterMs: 500,
      rejected: [{ items: 3, reason: "too_old" }],
    });
  });

  it("shows code and message of causes only, however deep, without repetition", () => {
    const inner = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", headers: { cookie: "x" } });
    const middle = new AggregateError([inner, new Error("other way")], "no address answered", { cause: inner });
    inner.cause = middle; // a ring
    const error = new CollectorError("SINK_DOWN", "no answer", { kind: "retryable", cause: middle });
    expect(errorFields(error).causes).toEqual([
      { message: "no address answered" },
      { code: "ECONNREFUSED", message: "connect ECONNREFUSED" },
      { message: "other way" },
    ]);
  });

  it("looks through the aggregate of a fan-out, which says nothing itself", () => {
    const parts = ["a", "b"].map((code) => new CollectorError(code, `it was ${code}`, { kind: "retryable" }));
    const combined = new CollectorError("a", "both", { kind: "retryable", cause: new AggregateError(parts) });
    expect(errorFields(combined).causes).toEqual([
      { code: "a", message: "it was a" },
      { code: "b", message: "it was b" },
    ]);
  });

  it("shows at most five causes", () => {
    const chain = Array.from({ length: 20 }, (_, i) => i).reduce<Error | undefined>(
      (cause, i) => new Error(`level ${i}`, { cause }),
      undefined,
    );
    expect(errorFields(chain).causes).toHaveLength(5);
  });

  it("shows where a bug was thrown, without its message a second time", () => {
    const fields = errorFields(new TypeError("secret https://u:p@h/ value"));
    expect(fields.message).toBe("secret https://h/ value");
    expect(fields.stack![0]).toMatch(/^at .*error-fields\.test/);
    expect(fields.stack!.join()).not.toContain("secret");
  });

  it.each([
    ["text", "text"],
    [undefined, "undefined"],
    [null, "null"],
    [{ message: "x" }, "[object Object]"],
    [new Error(""), "Error"],
  ])("has a message for anything that is thrown: %s", (thrown, message) => {
    expect(errorFields(thrown).message).toBe(message);
    expect(errorMessage(thrown)).toBe(message);
  });
});
