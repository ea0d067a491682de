import { expect, it } from "vitest";
import { decimalText } from "./decimal-text.ts";

it.each([
  [0.0000001, "0.0000001"],
  [1485, "1485"],
  [0, "0"],
  [-0.25, "-0.25"],
  [1e21, "1000000000000000000000"],
  [1.5e21, "1500000000000000000000"],
  [-1.25e-9, "-0.00000000125"],
  [1.7976931348623157e308, `17976931348623157${"0".repeat(292)}`],
])("109: number %d is %s", (value, text) => {
  expect(decimalText(value)).toBe(text);
  expect(Number(decimalText(value))).toBe(value);
});
