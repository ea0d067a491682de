import { expect, it } from "vitest";
import { startAndRead } from "./child.ts";

it("names the process that ended before it was ready", async () => {
  const child = startAndRead("the sink", ["-e", "process.exit(3)"], process.env);
  await expect(child.ready).rejects.toThrow("the sink ended with exit code 3 before it was ready");
});

it("tells the signal that ended a process", async () => {
  const child = startAndRead<{ up: boolean }>(
    "the sink",
    ["-e", "console.log('{\"up\":true}'); setInterval(() => {}, 1000)"],
    process.env,
  );
  expect(await child.ready).toEqual({ up: true });
  child.kill("SIGKILL");
  expect(await child.exited).toBe("SIGKILL");
});
