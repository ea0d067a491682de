// The tables of settings in each component's README, from the same definitions that validate them.
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyFactory } from "../packages/confmap/src/index.ts";
import { describeConfig, type SettingRow } from "../packages/config/src/schema/index.ts";
import type { Generated } from "./generated.ts";

const end = "<!-- settings:end -->";

/** Where a table begins. `type`: of a component that shares its package, and its README, with others. */
const startOf = (type?: string): string =>
  `<!-- settings:start ${type === undefined ? "" : `${type} `}(pnpm docs:generate) -->`;

/** Where components live: each folder has a README, and its index exports a factory, or several. */
const componentFolders = [
  "receivers/*",
  "processors/*",
  "exporters/*",
  "packages/connectors/*",
  "packages/extensions/*",
];

/** One README a component, with fresh tables between their markers. */
export async function settingsTables(): Promise<Generated[]> {
  const readmes: Generated[] = [];
  for await (const path of glob(componentFolders.map((folder) => `${folder}/package.json`))) {
    const folder = dirname(path);
    readmes.push({ path: join(folder, "README.md"), text: await withTables(folder) });
  }
  return readmes.toSorted((a, b) => a.path.localeCompare(b.path));
}

async function withTables(folder: string): Promise<string> {
  const path = join(folder, "README.md");
  const factories = await factoriesOf(folder);
  return factories.reduce(
    (text, { type, config }) =>
      withTable(path, text, startOf(factories.length === 1 ? undefined : type), settingsTable(describeConfig(config))),
    readFileSync(path, "utf8"),
  );
}

function withTable(path: string, text: string, start: string, table: string): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < from) throw new Error(`${path}: expected "${start}" before "${end}"`);
  return `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`;
}

async function factoriesOf(folder: string): Promise<readonly AnyFactory[]> {
  const exported = (await import(pathToFileURL(join(folder, "src", "index.ts")).href)) as Record<string, unknown>;
  // What makes a factory over another peer, for tests, is none.
  const names = Object.keys(exported).filter((each) => /^(?!create).*Factory$/.test(each));
  if (names.length === 0) throw new Error(`${folder}: expected an export that ends in Factory`);
  return names.map((name) => exported[name] as AnyFactory);
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
