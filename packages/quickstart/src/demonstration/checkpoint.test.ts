import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { savedFrontier } from "./checkpoint.ts";

function saved(): string {
  const folder = mkdtempSync(join(tmpdir(), "quickstart-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const lane = (loop: string, pass: string, time: number) => ({ receiver: "portkey", loop, pass, frontier: { time } });
  const lanes = [lane("groups", "prompt", 7), lane("groups", "ai-models", 5), lane("analytics", "", 9)];
  const path = join(folder, "checkpoint.json");
  writeFileSync(path, JSON.stringify({ version: 1, lanes }));
  return path;
}

it("a loop is as far as a pass of it, or as the one that is furthest behind", () => {
  const path = saved();
  expect(savedFrontier(path, "portkey", "groups", "prompt")).toBe(7);
  expect(savedFrontier(path, "portkey", "groups")).toBe(5);
  expect(savedFrontier(path, "portkey", "analytics")).toBe(9);
});

it("nothing is saved of another receiver, nor before the first save", () => {
  const path = saved();
  expect(savedFrontier(path, "langsmith", "groups")).toBeUndefined();
  expect(savedFrontier(`${path}.none`, "portkey", "groups")).toBeUndefined();
});
