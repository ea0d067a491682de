import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { expect, it } from "vitest";
import { settingsOf, startCollector } from "../src/collector.ts";
import { awsEnvironment } from "../src/dynamodb-server.ts";
import { Stage } from "../src/stage.ts";
import { testdata, workspace } from "../src/workspace.ts";

const recorder = pathToFileURL(join(workspace, "test", "e2e", "src", "record-modules.mjs")).href;
const kubernetes = /\/@kubernetes\//;
const aws = /\/@(?:aws-sdk|smithy)\//;

/** Starts the program on configurations, lets `wait` look at it, and resolves to the modules that it loaded until then. */
async function modulesOf(
  configs: readonly string[],
  wait: (collector: ReturnType<typeof startCollector>) => Promise<unknown>,
): Promise<string[]> {
  const stage = await Stage.open();
  const file = stage.path("modules");
  const own = await settingsOf(stage, {});
  const collector = startCollector(stage, configs.map(testdata), {
    ...own,
    ...awsEnvironment,
    E2E_KUBECONFIG: stage.path("none"),
    E2E_DYNAMODB: "http://127.0.0.1:9",
    E2E_MODULES: file,
    NODE_OPTIONS: `--import=${recorder}`,
  });
  await wait(collector);
  return (await readFile(file, "utf8")).split("\n");
}

it("a collector that shares nothing loads neither Kubernetes' library nor AWS'", async () => {
  const modules = await modulesOf(["polling.yaml"], ({ ready }) => ready());
  expect(modules.length).toBeGreaterThan(100);
  expect(modules.filter((url) => kubernetes.test(url) || aws.test(url))).toEqual([]);
});

it("one that shares through Kubernetes loads its library, and not AWS'", async () => {
  const configs = ["failover.yaml", "failover-kubernetes.yaml"];
  const modules = await modulesOf(configs, async ({ child }) => {
    expect(await child.endedWithin()).toEqual({ code: 1, signal: null });
    expect(child.stderr).toMatch(/cannot use the kubeconfig \S+none: ENOENT/);
  });
  expect(modules.some((url) => kubernetes.test(url))).toBe(true);
  expect(modules.filter((url) => aws.test(url))).toEqual([]);
});

it("one that shares through DynamoDB loads AWS' library, and not Kubernetes'", async () => {
  const modules = await modulesOf(["failover.yaml", "failover-dynamodb.yaml"], ({ ready }) => ready());
  expect(modules.some((url) => aws.test(url))).toBe(true);
  expect(modules.filter((url) => kubernetes.test(url))).toEqual([]);
});
