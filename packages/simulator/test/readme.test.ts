import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { portkeyFaultKinds } from "../src/index.ts";
import { portkeyPlatform } from "../src/portkey/portkey-platform.ts";
import { Asking } from "./ask.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("tells every fault of Portkey", () => {
  expect(portkeyFaultKinds.filter((kind) => !readme.includes(`\`${kind}\``))).toEqual([]);
});

it("tells every command of Portkey", () => {
  const { command } = portkeyPlatform(new Asking().simulator);
  const known = /known are (.*)$/.exec(String(tryTo(() => command("none", {}))))![1]!.split(", ");
  expect(known.length).toBeGreaterThan(5);
  expect(known.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

/** What goes wrong. */
function tryTo(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return (error as Error).message;
  }
}
