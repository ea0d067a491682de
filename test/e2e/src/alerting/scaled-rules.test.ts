import { expect, it } from "vitest";
import { scaledRules } from "./scaled-rules.ts";

it.each([
  ["for: 10m", "for: 10s"],
  ["for: 1h", "for: 60s"],
  ["rate(x[10m]) / rate(y[1d])", "rate(x[10s]) / rate(y[1440s])"],
  ["x unless x offset 15m", "x unless x offset 15s"],
  ["lag > 15 * 60 + expected_lag", "lag > 15 + expected_lag"],
  ["age > 60 * 60", "age > 60"],
  ["a / b > 0.8", "a / b > 0.8"],
  ["summary: wait for 10m, as [1h] says", "summary: wait for 10m, as [60s] says"],
])("%s becomes %s", (rule, scaled) => {
  expect(scaledRules(rule)).toBe(scaled);
});
