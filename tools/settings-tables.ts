// The table of settings in each component's README, from the same definition that validates them.
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyFactory } from "../packages/confmap/src/index.ts";
import { describeConfig, type SettingRow } from "../packages/config/src/schema/index.ts";
import type { Generated } from "./generated.ts";

const start = "<!-- settings:start (pnpm docs:generate) -->";
const end = "<!-- settings:end -->";

/** Where components live: each folder has a README, and its index exports one factory. */
const componentFolders = [
  "receivers/*",
  "processors/*",
  "exporters/*",
  "packages/connectors/*",
  "packages/extensions/*",
];

/** One README a component, with a fresh table between its markers. */
export async function settingsTables(): Promise<Generated[]> {
  const readmes: Generated[] = [];
  for await (const path of glob(componentFolders.map((folder) => `${folder}/package.json`))) {
    const folder = dirname(path);
    readmes.push({ path: join(folder, "README.md"), text: await withTable(folder) });
  }
  return readmes.toSorted((a, b) => a.path.localeCompare(b.path));
}

async function withTable(folder: string): Promise<string> {
  const text = readFileSync(join(folder, "README.md"), "utf8");
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${folder}/README.md: expected "${start}" before "${end}"`);
  const { config } = await factoryOf(folder);
  return `${text.slice(0, from + start.length)}\n${settingsTable(describeConfig(config))}\n${text.slice(to)}`;
}

async function factoryOf(folder: string): Promise<AnyFactory> {
  const exported = (await import(pathToFileURL(join(folder, "src", "index.ts")).href)) as Record<string, unknown>;
  const [name, ...others] = Object.keys(exported).filter((each) => each.endsWith("Factory"));
  if (name === undefined || others.length > 0) throw new Error(`${folder}: expected one export that ends in Factory`);
  return exported[name] as AnyFactory;
}

/** The rows as a table, or the sentence that stands where there is nothing to set. */
export function settingsTable(rows: readonly SettingRow[]): string {
  if (rows.length === 0) return "It has no settings.";
  const cells = rows.map(({ path, type, default: byDefault, doc }) => [
    code(path),
    escape(type),
    byDefault === "required" || byDefault === "" ? byDefault : code(byDefault),
    escape(doc),
  ]);
  return [["Setting", "Type", "Default", "Meaning"], ["---", "---", "---", "---"], ...cells]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function code(text: string): string {
  return `\`${escape(text)}\``;
}

/** A bar would end the cell, and an angle bracket outside code starts HTML. */
function escape(text: string): string {
  return text.replaceAll("|", String.raw`\|`).replaceAll("\n", " ");
}
