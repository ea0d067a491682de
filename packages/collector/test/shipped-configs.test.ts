import { EventEmitter } from "node:events";
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { buildContainer } from "../src/container.ts";
import { main } from "../src/main.ts";

const folder = fileURLToPath(new URL("../../..", import.meta.url));
const files = globSync(["configs/*.yaml", "examples/*/config.yaml"], { cwd: folder }).toSorted();

/** Variables without a default, which a user has to set. */
const env = {
  DYNAMODB_TABLE: "genai-collector",
  LANGSMITH_API_KEY: "lsv2_sk_test",
  PORTKEY_API_KEY: "pk-test",
  PORTKEY_OBJECT_HOSTS: "objects.example.net",
  PORTKEY_WORKSPACE_ID: "11111111-2222-4333-8444-555555555555",
};

async function validate(...configs: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  let said = "";
  const say = (text: string): void => void (said += text);
  const root = buildContainer({ env, folder, signals: new EventEmitter() });
  const flags = configs.flatMap((config) => ["--config", config]);
  return { code: await main(["validate", ...flags], root, { out: say, err: say }), said };
}

it("finds the files", () => {
  expect(files).toEqual(expect.arrayContaining(["configs/portkey.yaml", "configs/quickstart.yaml"]));
});

// Those that load packages of others are tested beside those packages.
it.each(files.filter((file) => !file.includes("acme")))("%s is valid, without a warning", async (file) => {
  expect(await validate(file)).toEqual({ code: 0, said: "" });
});

it.each(files.filter((file) => file.startsWith("configs/")))(
  "configs/README.md tells %s and its variables",
  async (file) => {
    const [config, readme] = await Promise.all(
      [file, "configs/README.md"].map((path) => readFile(`${folder}/${path}`, "utf8")),
    );
    expect(readme).toContain(`(${file.slice("configs/".length)})`);
    for (const [, name] of config!.matchAll(/\$\{env:([A-Z0-9_]+)/g)) expect(readme).toContain(`\`${name}\``);
  },
);

it("the application's example can be told to print alone", async () => {
  const { code, said } = await validate(
    "examples/instrumented-app/config.yaml",
    "examples/instrumented-app/print-only.yaml",
  );
  expect(code).toBe(0);
  expect(said).toMatch(/^Warning: .*exporters::otlp_http: is configured, but stands in no pipeline\n$/);
});
