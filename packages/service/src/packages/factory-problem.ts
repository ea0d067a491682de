import type { Factory, Kind } from "@genai-collector/component";

const kinds: readonly Kind[] = ["receiver", "processor", "exporter", "connector", "extension"];
const typePattern = /^[a-zA-Z][0-9a-zA-Z_]{0,62}$/;
const processorCreators = ["createAny", "createTraces", "createMetrics", "createLogs"];

/** What keeps a marked value from being a factory of this api. Packages may be written without a compiler. */
export function factoryProblem(factory: Factory): string | undefined {
  const given: { readonly [K in string]?: unknown } = factory;
  if (!kinds.includes(factory.kind)) return `its kind ${quoted(given["kind"])} is none of ${kinds.join(", ")}`;
  const names = [given["type"], ...(Array.isArray(given["aliases"]) ? (given["aliases"] as unknown[]) : [])];
  const wrong = names.find((name) => typeof name !== "string" || !typePattern.test(name));
  if (wrong !== undefined || given["type"] === undefined) return `its type ${quoted(wrong)} is no component type`;
  if (!isObject(given["stability"])) return "it declares no stability";
  const config = given["config"];
  if (!isObject(config) || !isObject(config["jsonSchema"]) || typeof config["decode"] !== "function") {
    return "its config was not made with the schema builders";
  }
  const creators = factory.kind === "processor" ? processorCreators : ["create"];
  if (!creators.some((name) => typeof given[name] === "function")) return `it has no ${creators.join(", ")}`;
  const needsTraits = factory.kind === "exporter" || factory.kind === "connector";
  return needsTraits && typeof given["traits"] !== "function" ? "it declares no traits" : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const quoted = (value: unknown): string => (value === undefined ? "(none)" : JSON.stringify(value));
