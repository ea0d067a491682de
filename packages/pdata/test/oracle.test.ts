import { describe, it } from "vitest";
import { oracleProperties } from "./oracle-properties.ts";

describe.each(["traces", "metrics", "logs"] as const)("%s", (signal) => {
  it.each(oracleProperties)("%s", (_name, check) => check(signal, 300));
});
