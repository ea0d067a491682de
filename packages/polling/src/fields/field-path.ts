import { badFields } from "./bad-fields.ts";

/** The keys on the way to a value, outermost first; `elements` stands for each element of an array. */
export type PathStep = string | typeof elements;

export const elements = Symbol("elements");

/** Recursion follows declared paths alone, and this is how far. */
const maxSteps = 16;

/**
 * `a.b[].c`: keys, separated by points; `[]` behind a key, or at the start, is each element of an array. A point that
 * is a part of a key has a backslash before it. Throws (`misconfigured`) for what is no path.
 */
export function parsePath(path: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  const keys = splitKeys(path);
  keys.forEach((key, index) => {
    let name = key;
    let arrays = 0;
    for (; name.endsWith("[]"); arrays++) name = name.slice(0, -2);
    if (name !== "" || index > 0 || arrays === 0) steps.push(checkedKey(name, path));
    for (let i = 0; i < arrays; i++) steps.push(elements);
  });
  if (steps.length > maxSteps) throw badFields(`the path ${path} has more than ${maxSteps} steps`);
  return steps;
}

function splitKeys(path: string): readonly string[] {
  return path.split(/(?<!\\)\./).map((key) => key.replaceAll("\\.", "."));
}

/** Keys are compared as they are written, so none may hold what JSON must escape. */
function checkedKey(key: string, path: string): string {
  const isPlain = key !== "" && JSON.stringify(key) === `"${key}"` && !key.includes("[") && !key.includes("]");
  if (!isPlain) throw badFields(`the path ${path} has a key that is empty, has brackets, or needs escapes in JSON`);
  return key;
}
