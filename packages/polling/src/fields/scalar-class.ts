import type { FieldClass } from "./field-class.ts";
import { isVisible } from "./text-classes.ts";
import { misfit } from "./outcome.ts";

/** A value of unknown type: visible ASCII without a space, a finite number, or a boolean. */
export function scalarClass(maxLength: number): FieldClass<string | number | boolean> {
  return {
    name: "scalar",
    maxTextBytes: maxLength,
    other: undefined,
    fromText: (bytes, from, to) =>
      from < to && isVisible(bytes, from, to) ? bytes.toString("latin1", from, to) : misfit,
    fromNumber: (decimal) => decimal.toNumber(),
    fromBoolean: (value) => value,
  };
}
