import { validateConfig } from "@genai-collector/config/schema/validate";
import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { allowedLabels, guardConfig } from "./config.ts";

const problemsOf = (raw: object): string => {
  const checked = validateConfig(guardConfig, raw);
  return "problems" in checked
    ? checked.problems.map(({ path, message }) => `${path.join("::")}: ${message}`).join("\n")
    : "";
};

describe("defaults", () => {
  it("195: budget 10000, one point a minute, 15 stream labels; bodies dropped", () => {
    expect(decodeConfig(guardConfig, {}, "guard")).toEqual({
      allow_labels: [],
      cardinality_budget: 10_000,
      budget_age: 86_400_000,
      max_points_per_minute: 1,
      max_stream_label_keys: 15,
      bodies: "drop",
    });
  });

  it("let the labels of the shipped receivers leave, and those that are configured", () => {
    const allowed = allowedLabels(decodeConfig(guardConfig, { allow_labels: ["team"] }, "guard"));
    for (const label of ["ai_model", "metadata_key", "metadata_value", "prompt", "quantile", "team"])
      expect(allowed.has(label)).toBe(true);
    for (const label of ["user", "ai_models", "Team"]) expect(allowed.has(label)).toBe(false);
  });
});

describe("problems", () => {
  it.each([
    [{ allow_labels: ["ok", "Messages"] }, "allow_labels::1: names content (Messages)"],
    [{ allow_labels: ["gen_ai.prompt.0.content"] }, "allow_labels::0: names content"],
    [{ allow_labels: ["error"] }, "allow_labels::0: names error, which only a polling loop can release"],
    [{ allow_labels: [""] }, "allow_labels"],
    [{ cardinality_budget: 0 }, "cardinality_budget"],
    [{ max_points_per_minute: 0 }, "max_points_per_minute"],
    [{ budget_age: "1s" }, "budget_age"],
    [{ bodies: "redact" }, "bodies"],
  ])("161: %j is a startup error: %s", (raw, problem) => {
    expect(problemsOf(raw)).toContain(problem);
  });

  it("are none for operational names", () => {
    expect(problemsOf({ allow_labels: ["gen_ai.request.model", "error.type"] })).toBe("");
  });
});
