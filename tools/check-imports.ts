// Imports point one way (CONTRIBUTING.md, "Who may import whom"). Run: node tools/check-imports.ts [root]
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { isTest, lineOf, sourceFiles, type SourceFile } from "./source-files.ts";

const scope = "@genai-collector/";
const componentFolder = /^(receivers|processors|exporters|packages\/extensions|packages\/connectors)\/[^/]+/;

/** What the sources of a package may import of the workspace. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "packages/pdata": [],
  "packages/compression": [],
  "packages/component": ["pdata"],
  "packages/config": ["component", "pdata"],
  "packages/coordination": ["component", "pdata", "config"],
  "packages/exporterhelper": ["component", "pdata", "config"],
  "packages/polling": ["component", "pdata", "config"],
  "packages/confmap": ["component", "pdata", "config"],
  "packages/service": ["component", "pdata", "config", "confmap"],
  "packages/testkit": ["component", "pdata", "config", "compression", "coordination"],
  // Shares no code with what it tests.
  "packages/simulator": [],
  "packages/quickstart": ["simulator"],
};
const componentMayImport = ["component", "pdata", "config", "coordination", "exporterhelper", "polling", "compression"];
/** The only packages that may use anything: the composition root, and what stands outside the program. */
const everything = /^(packages\/(collector|docs|create-receiver)|examples\/[^/]+|test\/[^/]+|tools)(\/|$)/;

/** Where a third-party library lives. Tests may use any that their package declares. */
const homes: Readonly<Record<string, RegExp>> = {
  "@aws-sdk/client-dynamodb": /^packages\/config\/src\/dynamodb\//,
  "@grpc/grpc-js": /^exporters\/otlp-grpc\/src\/transport[^/]*\.ts$/,
  "@kubernetes/client-node": /^packages\/config\/src\/kubernetes\//,
  bcryptjs: /^packages\/extensions\/basicauth\//,
  ajv: /^packages\/config\/src\/schema\//,
  "js-yaml": /^packages\/confmap\//,
  "lru-cache": /./,
  pino: /^packages\/collector\//,
  protobufjs: /^packages\/(quickstart|config\/src\/grpc)\//,
  re2js: /^packages\/config\/src\/pattern\//,
  "reflect-metadata": /^packages\/collector\//,
  tsyringe: /^packages\/collector\//,
  undici: /^packages\/config\/src\/http-client\//,
  vitest: /^packages\/testkit\/src\/conformance\//,
  "fast-check": /^packages\/testkit\//,
};

interface Import {
  readonly specifier: string;
  readonly line: number;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Every rule over every file below `root`. */
export async function checkImports(root: string): Promise<Violation[]> {
  const files = (await sourceFiles(root)).filter(({ path }) => !path.startsWith("tools/"));
  return files.flatMap((file) =>
    importsOf(file).flatMap((found) => {
      const message = problemWith(root, file.path, found.specifier);
      return message === undefined ? [] : [{ path: file.path, line: found.line, message }];
    }),
  );
}

function importsOf({ text }: SourceFile): Import[] {
  const statement = /^[ \t]*(?:import|export)\b(?:[^"';]*?\bfrom)?[ \t]*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;
  return [...text.matchAll(statement)].map((match) => ({
    specifier: (match[1] ?? match[2])!,
    line: lineOf(text, match.index),
  }));
}

function problemWith(root: string, path: string, specifier: string): string | undefined {
  if (specifier.startsWith("node:")) return undefined; // check-doors looks after those
  if (specifier.startsWith(".")) return relativeProblem(path, specifier);
  const here = packageFolder(path);
  if (specifier.startsWith(scope))
    return workspaceProblem(root, path, here, specifier.slice(scope.length).split("/")[0]!);
  return libraryProblem(path, specifier);
}

function relativeProblem(path: string, specifier: string): string | undefined {
  const isGenerated = specifier.includes("/generated/") && specifier.endsWith(".js");
  if (!isGenerated && !/\.(?:ts|mjs|json)$/.test(specifier)) return `"${specifier}" must name the file with its ending`;
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  return packageFolder(target) === packageFolder(path)
    ? undefined
    : `"${specifier}" leaves its package; import the package by name`;
}

function workspaceProblem(root: string, path: string, here: string, target: string): string | undefined {
  if (!declares(root, here, `${scope}${target}`)) return `${scope}${target} is not declared in ${here}/package.json`;
  if (isTest(path) || everything.test(path)) return undefined;
  const allowed = componentFolder.test(path) ? componentMayImport : (mayImport[here] ?? []);
  if (allowed.includes(target)) return undefined;
  return `${here} may not import ${scope}${target}; it may import ${allowed.join(", ") || "no other package"}`;
}

function libraryProblem(path: string, specifier: string): string | undefined {
  if (isTest(path) || everything.test(path)) return undefined;
  const name = specifier.startsWith("@") ? specifier.split("/").slice(0, 2).join("/") : specifier.split("/")[0]!;
  const home = homes[name];
  if (home === undefined) return `${name} has no home in tools/check-imports.ts`;
  return home.test(path) ? undefined : `${name} may not be used here; its home is ${home.source}`;
}

const declared = new Map<string, string>();

function declares(root: string, folder: string, name: string): boolean {
  const file = join(root, folder, "package.json");
  let text = declared.get(file);
  if (text === undefined) declared.set(file, (text = existsSync(file) ? readFileSync(file, "utf8") : ""));
  return text.includes(`"${name}"`);
}

function packageFolder(path: string): string {
  return (
    componentFolder.exec(path)?.[0] ??
    path
      .split("/")
      .slice(0, path.startsWith("tools/") ? 1 : 2)
      .join("/")
  );
}

if (import.meta.main) {
  const violations = await checkImports(process.argv[2] ?? ".");
  for (const { path, line, message } of violations) console.error(`${path}:${line}: ${message}`);
  console.log(violations.length === 0 ? "imports point one way" : `${violations.length} imports point the wrong way`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
