import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { plantedBugs } from "../src/planted-bug.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const bugs = plantedBugs();

it("there are at least thirty planted bugs", () => {
  expect(bugs.length).toBeGreaterThanOrEqual(30);
});

it.each(bugs.map((bug) => [bug.name, bug] as const))("%s still fits what it is to break", (_name, { path }) => {
  const { status, stderr } = spawnSync("git", ["apply", "--check", path], { cwd: root, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
