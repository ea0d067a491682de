import { describe, expect, it } from "vitest";
import { runOptIn } from "../src/opt-in-run.ts";
import { chosenNames, optIns, type OptIn } from "../src/opt-ins.ts";

const timeout = 120_000;

async function expectOnly(optIn: OptIn): Promise<void> {
  const result = await runOptIn(optIn, { seed: 7, minutes: 8 });
  expect(result.records).toBeGreaterThan(10);
  expect({ others: result.others, elsewhere: result.elsewhere, attributes: result.wrongAttributes }).toEqual({
    others: [],
    elsewhere: [],
    attributes: [],
  });
  if (optIn.textClass !== "closed") expect(result.left.size).toBeGreaterThan(0);
}

describe("with one opt-in on, only what it names leaves:", () => {
  it.each(optIns.map((optIn) => [optIn.name, optIn] as const))("%s", { timeout }, (_name, optIn) => expectOnly(optIn));
});

describe("names that people choose leave as identifiers, never as texts:", () => {
  it.each(chosenNames.map((each) => [each.name, each] as const))("%s", { timeout }, (_name, each) => expectOnly(each));
});
