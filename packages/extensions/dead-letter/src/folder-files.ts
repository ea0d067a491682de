import type { Files } from "@genai-collector/component";
import { tryParseFileName, type FileName } from "./file-names.ts";

/** A file of letters with what a replay has written about it. */
export interface LetterFile extends FileName {
  readonly path: string;
  /** Where its marks are, or would be. */
  readonly marks: string;
  readonly bytes: number;
  readonly marksBytes: number;
}

/** Every file of letters in a folder, oldest first. */
export async function listLetterFiles(files: Pick<Files, "list" | "stat">, folder: string): Promise<LetterFile[]> {
  const found: LetterFile[] = [];
  for (const { path, name } of await listNames(files, folder)) {
    if (name.kind !== "letters") continue;
    const marks = marksOf(path);
    const [bytes, marksBytes] = [await sizeOf(files, path), await sizeOf(files, marks)];
    found.push({ ...name, path, marks, bytes, marksBytes });
  }
  return found.sort((a, b) => a.serial - b.serial);
}

/** Files that belong to no letters any more: rewrites that a crash cut short, marks of files that are gone. */
export async function listLeftovers(files: Pick<Files, "list">, folder: string): Promise<string[]> {
  const all = await listNames(files, folder);
  const marked = new Set(all.flatMap(({ path, name }) => (name.kind === "letters" ? [marksOf(path)] : [])));
  return all.flatMap(({ path, name: { kind } }) =>
    kind === "tmp" || (kind === "marks" && !marked.has(path)) ? [path] : [],
  );
}

/** Deletes letters with their marks: in this order, so that a crash between does not bring back what was sent. */
export async function deleteLetterFile(files: Files, folder: string, { path, marks }: LetterFile): Promise<void> {
  await files.remove(path);
  await files.syncFolder(folder);
  await files.remove(marks);
}

async function listNames(files: Pick<Files, "list">, folder: string) {
  return (await files.list(folder)).flatMap((path) => {
    const name = tryParseFileName(path.slice(path.lastIndexOf("/") + 1));
    return name === undefined ? [] : [{ path, name }];
  });
}

function marksOf(path: string): string {
  return path.replace(/letters$/, "marks");
}

async function sizeOf(files: Pick<Files, "stat">, path: string): Promise<number> {
  return (await files.stat(path))?.size ?? 0;
}
