import type { Signal } from "../payload.ts";
import { isMetricData, itemField, scopeField } from "./scan.ts";

/** The messages on the way from a range to its items, outermost first. Metrics have two levels more than the others. */
export type Level = "resource" | "scope" | "metric" | "data" | "item";

/** Which level a field leads to from `level`; undefined for a field that is no step towards the items. */
export function innerLevel(signal: Signal, level: Level, tag: number): Level | undefined {
  switch (level) {
    case "resource":
      return tag === scopeField ? "scope" : undefined;
    case "scope":
      if (tag !== itemField) return undefined;
      return signal === "metrics" ? "metric" : "item";
    case "metric":
      return isMetricData(tag) ? "data" : undefined;
    case "data":
      return tag === 10 ? "item" : undefined;
    case "item":
      return undefined;
  }
}
