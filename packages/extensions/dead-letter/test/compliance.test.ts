import type { DeadLetters } from "@genai-collector/component";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { deadLetterExtensionFactory } from "../src/index.ts";
import { letterOf } from "./letters.ts";

describeExtension(deadLetterExtensionFactory, {
  config: { directory: "/letters" },
  exercise: async ([provided]) => {
    expect(await (provided!.implementation as DeadLetters).keep(letterOf("a"))).toBe(true);
  },
});
