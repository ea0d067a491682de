import { jobFaults } from "@genai-collector/simulator";
import { describe, it } from "vitest";
import { answerFaultKinds, expectSurvival, targets } from "./faulty-export.ts";

const calls = targets.filter((target) => target !== "objects");

describe.each(calls)("a fault of eight minutes at %s costs no record, doubles none, and shows no content", (target) => {
  it.each(answerFaultKinds)("%s", (kind) => expectSurvival(kind, target));
});

describe("what befalls a job when it is started costs no record, doubles none, and shows no content", () => {
  it.each(jobFaults)("%s", (kind) => expectSurvival(kind, "#start"));
});
