import { describe, it } from "vitest";
import { oracleProperties } from "./oracle-properties.ts";

describe.each(["traces", "metrics", "logs"] as const)("%s, ten thousand cases", (signal) => {
  it.each(oracleProperties)("%s", { timeout: 300_000 }, (_name, check) => check(signal, 10_000));
});
