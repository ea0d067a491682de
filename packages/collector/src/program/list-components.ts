import type { AnyFactory } from "@genai-collector/confmap";
import type { BuildInfo } from "../build-info.ts";

const kinds = ["receiver", "processor", "exporter", "connector", "extension"] as const;

/** The inventory as YAML: what otelcol's `components` command prints, aliases added. */
export function listComponents(factories: readonly AnyFactory[], build: BuildInfo): string {
  const lines = [
    "buildinfo:",
    `  command: ${build.command}`,
    `  description: ${build.description}`,
    `  version: ${build.version}`,
  ];
  for (const kind of kinds) {
    const ofKind = factories.filter((factory) => factory.kind === kind).toSorted((a, b) => (a.type < b.type ? -1 : 1));
    lines.push(ofKind.length === 0 ? `${kind}s: []` : `${kind}s:`);
    for (const factory of ofKind) lines.push(...describe(factory));
  }
  return `${lines.join("\n")}\n`;
}

function describe(factory: AnyFactory): string[] {
  const lines = [`  - name: ${factory.type}`];
  if (factory.aliases !== undefined && factory.aliases.length > 0)
    lines.push(`    aliases: [${factory.aliases.join(", ")}]`);
  const levels = Object.entries(factory.stability as Readonly<Record<string, string>>);
  return [...lines, "    stability:", ...levels.map(([what, level]) => `      ${what}: ${level}`)];
}
