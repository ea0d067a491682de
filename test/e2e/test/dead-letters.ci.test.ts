import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../src/collector.ts";
import { LetterScene, promptOf } from "../src/letter-scene.ts";
import { Stage } from "../src/stage.ts";
import { testdata } from "../src/workspace.ts";

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const odd = (items: readonly number[]): number[] => items.filter((item) => item % 2 === 1);
const ascending = (items: readonly number[]): number[] => items.toSorted((a, b) => a - b);

it("keeps what the sink refuses for good, for its owner alone, and a replay beside the collector delivers it through today's guard", async () => {
  const scene = await LetterScene.open(await Stage.open());
  const { child } = await scene.launch();
  const items = upTo(40);
  await scene.send(items, 20);
  expect(scene.taken.map(({ item }) => item).filter((item) => item % 2 === 1)).toEqual([]);
  expect(scene.taken.every(({ body }) => body !== undefined)).toBe(true);

  const folder = join(scene.folder, "worker-0");
  const files = (await readdir(folder)).map((name) => join(folder, name));
  expect(files.some((path) => path.endsWith(".letters"))).toBe(true);
  for (const path of files) expect((await stat(path)).mode & 0o777, path).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const letters = Buffer.concat(await Promise.all(files.map((path) => readFile(path)))).toString("latin1");
  expect(letters).toContain(promptOf(1)); // guard was told to keep bodies
  expect(letters).not.toContain("127.0.0.1"); // and nobody said who sent them
  expect(letters).not.toContain('patient 7"}'); // nor what the sink said of them

  const looked = await scene.replay(["--dry-run"]);
  expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining("found         20 letters, 20 items") });
  expect(looked.stdout).toContain("refused as logs, too_old: 20 letters, 20 items");

  scene.refuses = () => false;
  const before = scene.taken.length;
  const replayed = await scene.replay([], { E2E_BODIES: "drop" });
  expect(replayed, replayed.stderr).toMatchObject({ code: 0 });
  expect(replayed.stdout).toMatch(/taken +20 letters, 20 items\n +items sent +20\n +left +0 letters, 0 items/);
  // In order, once, and without what guard takes out by now.
  expect(scene.taken.slice(before)).toEqual(odd(items).map((item) => ({ item, body: undefined })));
  expect(ascending(scene.taken.map(({ item }) => item))).toEqual(items);
  expect(await scene.replay()).toMatchObject({ code: 0, stdout: "no dead letters\n" });

  // The collector has noticed nothing.
  scene.refuses = (item) => item === 101;
  await scene.send([100, 101, 102], 1);
  expect(child.hasEnded).toBe(false);
  expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
  expect(child.stderr).not.toMatch(/"level":"error"|\terror\t/);
});

it("loses no letter to SIGKILL in the middle of replays, and repeats at most one each time", async () => {
  const scene = await LetterScene.open(await Stage.open());
  const { child } = await scene.launch();
  const items = upTo(60);
  await scene.send(items, 30);
  await child.end("SIGKILL");
  scene.refuses = () => false;
  scene.delayMs = 20;
  const kills = 3;
  for (let i = 0; i < kills; i++) await scene.replayKilledAfter(5);
  const last = await scene.replay();
  expect(last, last.stderr).toMatchObject({ code: 0 });
  const taken = scene.taken.map(({ item }) => item);
  expect(ascending([...new Set(taken)])).toEqual(items);
  expect(taken.length - items.length).toBeLessThanOrEqual(kills);
  expect((await readdir(join(scene.folder, "worker-0"))).filter((name) => !name.endsWith("lock"))).toEqual([]);
});

it("keeps what is refused again, tells why, and ends with 1 until nothing is left", async () => {
  const scene = await LetterScene.open(await Stage.open());
  const { child } = await scene.launch();
  await scene.send(upTo(20), 10);
  await child.end("SIGTERM");
  scene.refuses = (item) => item % 5 === 0;
  const first = await scene.replay();
  expect(first, first.stderr).toMatchObject({ code: 1 });
  expect(first.stdout).toContain("left as EXPORT_REJECTED_ITEMS: 2 letters, 2 items");
  const again = await scene.replay(["--exporter", "otlp_http"]);
  expect(again.stdout).toMatch(/found +2 letters, 2 items\n +taken +0 letters/);
  await scene.sink.close();
  const away = await scene.replay();
  expect(away).toMatchObject({ code: 1, stdout: expect.stringContaining("left as HTTP_UNREACHABLE") });
  expect(away.stdout).toContain("left as not sent: the replay ended before: 1 letter, 1 item");
});

it("sends nothing past a pipeline without guard, and says why, unless it is told to", async () => {
  const scene = await LetterScene.open(await Stage.open());
  const { child } = await scene.launch();
  await scene.send(upTo(4), 2);
  await child.end("SIGTERM");
  scene.refuses = () => false;
  const before = scene.taken.length;
  const unguarded = ["--set", "service::pipelines::logs::processors=[]"];
  const refused = await scene.replay(unguarded);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(/nothing was sent: no guard processor stands in logs, so that .* --without-guard/);
  expect(scene.taken).toHaveLength(before);
  expect(await scene.replay([...unguarded, "--without-guard"])).toMatchObject({ code: 0 });
  expect(scene.taken.slice(before).map(({ body }) => body)).toEqual([promptOf(1), promptOf(3)]);
});

it("says what it cannot do before it does anything", async () => {
  const scene = await LetterScene.open(await Stage.open());
  const nobody = await scene.replay(["--exporter", "otlp_http/nobody"]);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("no such exporter is configured") });
  const env = {
    E2E_HTTP: "127.0.0.1:0",
    E2E_GRPC: "127.0.0.1:0",
    E2E_SINK: "http://127.0.0.1:9",
    E2E_METRICS_PORT: "0",
  };
  const bare = ["replay", "--config", testdata("batched.yaml")];
  const options = { cwd: scene.folder.slice(0, scene.folder.indexOf("/state")), env };
  expect(await runCli(bare, options)).toMatchObject({ code: 1, stderr: expect.stringContaining("--from DIR") });
  const from = [...bare, "--from", scene.folder];
  expect(await runCli(from, options)).toMatchObject({ code: 1, stderr: expect.stringContaining("no such directory") });
  await mkdir(scene.folder, { recursive: true });
  expect(await runCli(from, options)).toMatchObject({
    code: 0,
    stdout: "no dead letters\n",
  });
});
