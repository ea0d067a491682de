// What the checkers read: the TypeScript sources of the workspace, with comments and string contents set aside.
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const patterns = ["{packages,receivers,processors,exporters,examples,test,tools}/**/*.ts"];
const passedOver = /(^|\/)(node_modules|dist|testdata|generated)(\/|$)/;

/** Every source file below `root`, in order of their paths. */
export async function sourceFiles(root: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const path of glob(patterns, { cwd: root, exclude: (name) => passedOver.test(name) })) {
    if (!passedOver.test(path)) files.push({ path, text: readFileSync(join(root, path), "utf8") });
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a file is a test or a benchmark, which may use what its package's sources may not. */
export function isTest(path: string): boolean {
  return /\.test\.ts$|(^|\/)(test|bench)\//.test(path);
}

/** The same text, same line numbers, with comments and the insides of strings blanked, so that only code is left. */
export function codeOnly(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|\$\{[^}]*\}|[^`\\])*`/g;
  return text.replace(token, (match) => {
    if (match.startsWith("`")) return blankTemplate(match);
    return match.replaceAll(/[^\n]/g, " ");
  });
}

/** Blanks the text of a template literal and leaves the code inside `${}`. */
function blankTemplate(template: string): string {
  return template.replaceAll(/\$\{([^}]*)\}|[^\n]/g, (_part, code?: string) =>
    code === undefined ? " " : `  ${code} `,
  );
}

/** 1-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < offset; i = text.indexOf("\n", i + 1)) line++;
  return line;
}
