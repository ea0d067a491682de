import { isAbsolute } from "node:path";

/** The api that this collector serves to packages. */
export const supportedApi = 1;

/** What a `package.json` says that the loader must know. */
export interface PackageManifest {
  readonly name: string;
  /** What to import, seen from the package's folder. */
  readonly entry: string;
  /** `genaiCollector.api`; undefined: it is no component package. */
  readonly api: unknown;
}

/** Throws when it is no `package.json`. */
export function parseManifest(text: string): PackageManifest {
  const value = parseObject(text);
  const { name, exports, main, genaiCollector } = value;
  if (typeof name !== "string" || name === "") throw new Error("package.json has no name");
  const api = isObject(genaiCollector) ? genaiCollector["api"] : undefined;
  // With `exports`, a package finds itself by its name, and its conditions hold.
  if (exports !== undefined) return { name, entry: name, api };
  const path = typeof main === "string" && main !== "" ? main : "index.js";
  if (isAbsolute(path)) throw new Error(`main in package.json leads out of the package: ${path}`);
  return { name, entry: path.startsWith("./") ? path : `./${path}`, api };
}

/** What is wrong with the api that a package was made for. */
export function apiProblem(api: unknown): string | undefined {
  if (api === undefined) return 'is no component package: its package.json has no "genaiCollector": {"api": 1}';
  if (api === supportedApi) return undefined;
  return `was made for api ${JSON.stringify(api)}; this collector serves api ${supportedApi}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("package.json is not JSON");
  }
  if (!isObject(value)) throw new Error("package.json holds no object");
  return value;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
