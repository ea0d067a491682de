import { describe, expect, it, vi } from "vitest";
import { growHeap } from "./grow-heap.ts";

function processWith(execArgv: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const execve = vi.fn<NonNullable<NodeJS.Process["execve"]>>();
  return { execve, execArgv, env, execPath: "/bin/node", argv: ["/bin/node", "cli.js", "validate", "--config", "a b"] };
}

describe("growHeap", () => {
  it("starts the same program again, with the same arguments, flags and environment", () => {
    const process = processWith(["--enable-source-maps"], { HOME: "/root" });
    growHeap(process);
    const flags = ["--initial-heap-size=128", "--max-semi-space-size=8", "--enable-source-maps"];
    const args = ["/bin/node", ...flags, ...process.argv.slice(1)];
    expect(process.execve.mock.calls).toEqual([["/bin/node", args, { HOME: "/root", MALLOC_ARENA_MAX: "1" }]]);
  });

  it("leaves what the environment says of the allocator", () => {
    const process = processWith([], { MALLOC_ARENA_MAX: "4" });
    growHeap(process);
    expect(process.execve.mock.calls[0]![2]).toEqual({ MALLOC_ARENA_MAX: "4" });
  });

  it.each([
    ["it has done so", processWith(["--initial-heap-size=128"])],
    ["the user says how large the heap may be", processWith(["--max-old-space-size=64"])],
    ["the environment says it", processWith([], { NODE_OPTIONS: "--trace-warnings --max_semi_space_size=4" })],
  ])("does nothing where %s", (_why, process) => {
    growHeap(process);
    expect(process.execve).not.toHaveBeenCalled();
  });

  it("goes on where it cannot", () => {
    const process = processWith();
    process.execve.mockImplementation(() => {
      throw new Error("not permitted");
    });
    expect(() => growHeap(process)).not.toThrow();
    expect(() => growHeap({ ...process, execve: undefined })).not.toThrow();
  });
});
