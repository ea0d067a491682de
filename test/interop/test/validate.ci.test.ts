import { runToEnd } from "@genai-collector/test-e2e/child";
import { Stage } from "@genai-collector/test-e2e/stage";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { certificateFolder } from "../src/certificates.ts";
import { commandOf, type ProgramName } from "../src/program.ts";
import { configurationFile } from "../src/stories/story.ts";

const files = ["configs", "own"].flatMap((folder) =>
  readdirSync(configurationFile(folder)).map((name) => [folder, name] as const),
);

/** What the files ask of the environment. */
const env = {
  CERTS: certificateFolder,
  SINK: "http://127.0.0.1:4398",
  GRPC_SINK: "127.0.0.1:4397",
  QUEUE_DIR: "queue",
  HTPASSWD: "user:password",
  SINK_PASSWORD: "password",
  BEARER: "token",
};

/** Components of `later-components.yaml` that this collector may not have yet, and where they stand. */
const later: readonly (readonly [section: string, id: string, place: string])[] = [
  ["processors", "attributes/env", "5:3"],
  ["processors", "filter/health", "6:3"],
  ["processors", "transform", "7:3"],
  ["processors", "redaction", "8:3"],
  ["processors", "tail_sampling", "9:3"],
  ["connectors", "span_metrics", "12:3"],
  ["exporters", "prometheus", "15:3"],
];

async function run(stage: Stage, program: ProgramName, ...args: readonly string[]) {
  const { command, args: first } = await commandOf(program);
  return runToEnd({ command, args: [...first, ...args], cwd: stage.folder, env });
}

/** Types that our program lists, of every kind. */
async function ourTypes(stage: Stage): Promise<Set<string>> {
  const { stdout } = await run(stage, "ours", "components");
  const names = [...stdout.matchAll(/^ +- name: (\S+)$/gm)].map(([, name]) => name!);
  const aliases = [...stdout.matchAll(/^ +aliases: \[(.*)\]$/gm)].flatMap(([, list]) => list!.split(", "));
  return new Set([...names, ...aliases]);
}

describe("a configuration of otelcol's", () => {
  it.each(files)(
    "%s/%s is valid as it is; what is not there yet is told at its place, and nothing else",
    async (folder, name) => {
      const stage = await Stage.open();
      const file = configurationFile(folder, name);
      const types = await ourTypes(stage);
      const missing = name === "later-components.yaml" ? later.filter(([, id]) => !types.has(id.split("/")[0]!)) : [];
      const { code, stderr } = await run(stage, "ours", "validate", "--config", file);
      expect(code, stderr).toBe(missing.length === 0 ? 0 : 1);
      const told = stderr.split("\n").filter((line) => line.startsWith(`${file}:`));
      expect(told).toEqual(missing.map(([section, id, place]) => `${file}:${place}: ${section}::${id}`));
      const words = [...stderr.matchAll(/^  unknown (\w+) type "(\w+)" /gm)].map(
        ([, kind, type]) => `${kind}s ${type}`,
      );
      expect(words).toEqual(missing.map(([section, id]) => `${section} ${id.split("/")[0]}`));
    },
  );

  it.each(files.filter(([, name]) => name !== "06-oauth-headers.yaml"))(
    "%s/%s is valid for otelcol, too",
    async (folder, name) => {
      const stage = await Stage.open();
      const { code, stderr } = await run(stage, "otelcol", "validate", "--config", configurationFile(folder, name));
      expect(code, stderr).toBe(0);
    },
  );
});
