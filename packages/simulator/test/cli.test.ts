import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { rangeOf } from "./ask.ts";

const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

function run(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Until the line that it prints when it listens. */
async function endpointsOf(child: ChildProcess): Promise<{ readonly endpoint: string; readonly objects: string }> {
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return JSON.parse(String(line)) as { readonly endpoint: string; readonly objects: string };
}

it("serves until it is told to stop, by its own clock", async () => {
  const child = run("portkey", "--seed", "4", "--api-key", "pk-cli");
  const { endpoint, objects } = await endpointsOf(child);
  const range = new URLSearchParams(rangeOf(Date.now() - 1_800_000, Date.now()));
  const url = `${endpoint}/v1/analytics/graphs/requests?${range.toString()}`;
  expect((await fetch(url)).status).toBe(401);
  const answer = await fetch(url, { headers: { "x-portkey-api-key": "pk-cli" } });
  const { data_points } = (await answer.json()) as { readonly data_points: readonly object[] };
  expect(data_points.length).toBeGreaterThanOrEqual(30);
  expect((await fetch(`${objects}/exp-1.jsonl`)).status).toBe(403);
  child.kill("SIGTERM");
  expect((await once(child, "exit"))[0]).toBe(0);
});

it("serves LangSmith, with options of its own", async () => {
  const { endpoint } = await endpointsOf(run("langsmith", "--projects", "2", "--release", "0.16.5"));
  const headers = { "user-agent": "test", "x-api-key": "k" };
  const info = await (await fetch(`${endpoint}/api/v1/info`, { headers })).json();
  expect(info).toMatchObject({ version: "0.16.5" });
  const projects = (await (await fetch(`${endpoint}/api/v1/sessions`, { headers })).json()) as readonly object[];
  expect(projects.length).toBeGreaterThanOrEqual(2);
});

it("says what is wrong and how to call it, and exits with 1", async () => {
  const child = run("portkey", "--seed", "one");
  const [text, [code]] = await Promise.all([textOf(child.stderr!), once(child, "exit")]);
  expect(code).toBe(1);
  expect(text).toMatch(/^Error: --seed must be a whole number from 0 to \d+, found "one"\n\ngenai-simulator portkey/);
});

it("--help tells every option", async () => {
  const child = run("--help");
  const [text, [code]] = await Promise.all([textOf(child.stdout!), once(child, "exit")]);
  expect(code).toBe(0);
  for (const option of [
    "port",
    "seed",
    "api-key",
    "requests-per-minute",
    "max-ingestion-ms",
    "slow-ms",
    "faults",
    "object-port",
    "export-pace-ms",
  ])
    expect(text).toContain(`--${option} `);
});
