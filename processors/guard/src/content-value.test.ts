import type { AnyValue, KeyValue } from "@genai-collector/pdata";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isContent } from "./content-floor.ts";
import { holdsContent, strip } from "./content-value.ts";
import { namesContent } from "./content-text.ts";

const key = fc.constantFrom("model", "messages", "Request.Body", "request_id", "gen_ai.prompt.0.content", "user", "");
const text = fc.constantFrom("fine", '{"messages":1}', '{"model":1}', "", '["inputs"]');
const { attributes } = fc.letrec<{ value: AnyValue; attributes: KeyValue[] }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text.map((stringValue): AnyValue => ({ stringValue })),
    text.map((each): AnyValue => ({ bytesValue: new TextEncoder().encode(each) })),
    fc.constantFrom<AnyValue>({ boolValue: true }, { intValue: 1n }, { doubleValue: 0.5 }, {}),
    fc.array(tie("value"), { maxLength: 3 }).map((values): AnyValue => ({ arrayValue: { values } })),
    tie("attributes").map((values): AnyValue => ({ kvlistValue: { values } })),
  ),
  // Keys repeat often: every occurrence counts.
  attributes: fc.array(fc.record({ key, value: tie("value") }), { maxLength: 4 }),
}));

/** Builds anew what may stay: nothing in common with the code that edits in place. */
function naive(given: readonly KeyValue[]): KeyValue[] {
  return given
    .filter((each) => !isContent(each.key) && !naiveText(each.value))
    .map((each) => ({ key: each.key, value: naiveValue(each.value) }));
}

function naiveText({ stringValue, bytesValue }: AnyValue): boolean {
  return namesContent(stringValue ?? new TextDecoder().decode(bytesValue));
}

function naiveValue(value: AnyValue): AnyValue {
  if (value.kvlistValue !== undefined) return { kvlistValue: { values: naive(value.kvlistValue.values) } };
  if (value.arrayValue === undefined) return value;
  return { arrayValue: { values: value.arrayValue.values.filter((each) => !naiveText(each)).map(naiveValue) } };
}

const countAll = (given: readonly KeyValue[]): number =>
  given.reduce((sum, { value }) => sum + 1 + countValue(value), 0);
const countValue = (value: AnyValue): number =>
  value.kvlistValue === undefined
    ? (value.arrayValue?.values ?? []).reduce((sum, each) => sum + 1 + countValue(each), 0)
    : countAll(value.kvlistValue.values);

describe("strip", () => {
  it("leaves what a naive oracle leaves, in order, in any depth, of repeated keys too", () => {
    fc.assert(
      fc.property(attributes, (given) => {
        const expected = naive(structuredClone(given));
        strip(given);
        expect(given).toEqual(expected);
        expect(given.some(holdsContent)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it("says how many went: each with what was inside it", () => {
    fc.assert(
      fc.property(attributes, (given) => {
        const before = countAll(given);
        const held = given.some(holdsContent);
        const gone = strip(given);
        expect(gone > 0).toBe(held);
        expect(gone).toBeLessThanOrEqual(before - countAll(given));
      }),
    );
  });

  it("takes nothing off what is not there", () => {
    expect(strip(undefined)).toBe(0);
    expect(strip([])).toBe(0);
  });
});
