import { validateConfig } from "@genai-collector/config/schema/validate";
import { describe, expect, it } from "vitest";
import { fileStorageConfig } from "./config.ts";

/** The decoded configuration, or where it is wrong. */
function decode(raw: object) {
  const checked = validateConfig(fileStorageConfig, raw);
  return "config" in checked ? checked.config : checked.problems.map(({ path }) => path.join("::"));
}

describe("the configuration", () => {
  it("is otelcol's by default, but for what was synced to the disk", () => {
    expect(decode({})).toMatchObject({
      directory: "/var/lib/otelcol/file_storage",
      create_directory: false,
      directory_permissions: "0750",
      timeout: 1_000,
      fsync: true,
      recreate: false,
      max_size: 0,
      compaction: { on_start: false, on_rebound: false, check_interval: 5_000 },
    });
  });

  it("takes every key of otelcol, also those that have no effect", () => {
    const compaction = {
      on_start: true,
      on_rebound: true,
      directory: "/tmp",
      max_transaction_size: 0,
      cleanup_on_start: true,
      rebound_needed_threshold_mib: 1,
      rebound_trigger_threshold_mib: 2,
      check_interval: "1m",
    };
    const config = {
      directory: "/q",
      timeout: "5s",
      fsync: false,
      recreate: true,
      max_size: 1_073_741_824,
      compaction,
    };
    expect(decode(config)).toMatchObject({
      fsync: false,
      max_size: 1_073_741_824,
      compaction: { check_interval: 60_000 },
    });
  });

  it.each([
    ["no directory", { directory: "" }, ["directory"]],
    ["a mode that is none", { directory_permissions: "0999" }, ["directory_permissions"]],
    ["a mode in words", { directory_permissions: "rwx" }, ["directory_permissions"]],
    ["a negative size", { max_size: -1 }, ["max_size"]],
    ["a size that nothing fits into", { max_size: 1_000 }, ["max_size"]],
    ["segments that are too small", { segment_size: 100 }, ["segment_size"]],
    ["segments that are too large", { segment_size: "2GiB" }, ["segment_size"]],
    ["a negative transaction", { compaction: { max_transaction_size: -1 } }, ["compaction::max_transaction_size"]],
    ["a timeout without a unit", { timeout: "soon" }, ["timeout"]],
  ])("refuses %s", (_what, raw, where) => {
    expect(decode(raw)).toEqual(where);
  });
});
