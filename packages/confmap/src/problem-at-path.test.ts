import { describe, expect, it } from "vitest";
import { treeOf } from "../test/load-text.ts";
import { problemAtPath, warningAtPath } from "./problem-at-path.ts";

describe("what is found after decoding", () => {
  it("is put at its place in the files", async () => {
    const tree = await treeOf("service:\n  pipelines:\n    traces: {receivers: [a, b]}\n");
    const path = ["service", "pipelines", "traces", "receivers", "1"];
    expect(problemAtPath(tree, path, { message: "must not be here" })).toMatchObject({
      path: "service::pipelines::traces::receivers::1",
      line: 3,
      column: 29,
    });
    expect(warningAtPath(tree, ["service", "workers"], "is one")).toEqual({
      path: "service::workers",
      file: "config.yaml",
      line: 1,
      column: 1,
      message: "is one",
    });
  });
});
