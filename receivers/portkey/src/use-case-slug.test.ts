import { expect, it } from "vitest";
import { useCaseSlug } from "./use-case-slug.ts";

it.each([
  ["Data Gen", "data_gen"],
  ["data-gen/v2", "data_gen_v2"],
  ["café", "caf"],
  ["  a  b  ", "a_b"],
  ["__x__", "x"],
  ["!!!", ""],
  ["", ""],
])("%j becomes %j", (label, slug) => {
  expect(useCaseSlug(label)).toBe(slug);
});
