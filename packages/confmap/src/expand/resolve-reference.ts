import type { Provider } from "../providers/provider.ts";
import type { ProblemWords } from "../problem.ts";
import type { Place } from "../tree/config-node.ts";
import { expansionLimits, type Expansion } from "./expansion.ts";
import type { Escapes, Segment } from "./scan-text.ts";
import type { Scope } from "./scope.ts";

export type Reference = Extract<Segment, { kind: "reference" }>;

/** What a reference brought, not yet expanded itself. */
export interface Resolved {
  readonly text: string;
  /** The file that its lines are counted in. */
  readonly file: string | undefined;
  readonly isSecret: boolean;
  /** How its own dollar signs are read. */
  readonly escapes: Escapes;
  readonly stack: readonly string[];
}

/** What resolving needs of the expander. */
export interface Resolving {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly expansion: Expansion;
  /** References inside the reference come first. */
  expand(text: string): Promise<string>;
}

/** Finds what a reference stands for. Undefined when that failed, which is then among the problems. */
export async function resolveReference(
  { head, fallback }: Reference,
  scope: Scope,
  place: Place,
  { providers, expansion, expand }: Resolving,
): Promise<Resolved | undefined> {
  const { scheme, location } = takeApart(head.includes("$") ? await expand(head) : head, fallback);
  const uri = `${scheme}:${location}`;
  const provider = providers.get(scheme);
  const wrong = provider === undefined ? unknownScheme(scheme, providers) : misuse(location, uri, scope.stack);
  if (provider === undefined || wrong !== undefined) {
    expansion.problem(scope.path, place, wrong!);
    return undefined;
  }
  const retrieved = await provider.retrieve(location, scope.folder);
  if (retrieved === "absent" && fallback !== undefined)
    return { text: fallback, file: undefined, isSecret: false, escapes: scope.escapes, stack: scope.stack };
  if (retrieved === "absent" || "problem" in retrieved) {
    expansion.problem(scope.path, place, retrieved === "absent" ? unset(location) : retrieved.problem);
    return undefined;
  }
  if (!expansion.tryCount(retrieved.text)) {
    expansion.exceeded(scope.path, place);
    return undefined;
  }
  if (retrieved.text === "") expansion.warn(scope.path, place, `\${${uri}} is empty`);
  // What holds references itself is a template; what it becomes is the secret.
  if (retrieved.isSecret && !retrieved.text.includes("${")) expansion.secrets.add(retrieved.text);
  return { ...retrieved, file: retrieved.file, escapes: "references", stack: [...scope.stack, uri] };
}

/** `NAME` alone is an environment variable; `:-` belongs to the location where no default can stand. */
function takeApart(body: string, fallback: string | undefined): { readonly scheme: string; readonly location: string } {
  const match = /^([A-Za-z][A-Za-z0-9+.-]+):([^]*)$/.exec(body);
  if (match === null) return { scheme: "env", location: body };
  const [, scheme, location] = match as unknown as [string, string, string];
  const isWhole = scheme === "env" || fallback === undefined;
  return { scheme, location: isWhole ? location : `${location}:-${fallback}` };
}

function unknownScheme(scheme: string, providers: ReadonlyMap<string, Provider>): ProblemWords {
  const expected = `one of ${[...providers.keys()].join(", ")}`;
  const message = `the scheme "${scheme}" of the reference is not supported; use ${expected}`;
  return { message, found: `"${scheme}"`, expected };
}

/** What is wrong with a reference before it is looked up. */
function misuse(location: string, uri: string, stack: readonly string[]): ProblemWords | undefined {
  if (location.includes("$"))
    return { message: "has a dollar sign inside a reference", found: "$", expected: "a reference without it" };
  if (stack.includes(uri)) {
    const way = [...stack.slice(stack.indexOf(uri)), uri].map((each) => `\${${each}}`).join(" → ");
    return { message: `refers to itself: ${way}`, found: "a circle", expected: "references that come to an end" };
  }
  if (stack.length < expansionLimits.nesting) return undefined;
  const message = `nests more than ${expansionLimits.nesting} references`;
  return { message, found: "too many", expected: "fewer references" };
}

function unset(name: string): ProblemWords {
  const message = `references the environment variable ${name}, which is not set; set it, or give a default: `;
  return {
    message: `${message}\${env:${name}:-default}`,
    found: "an unset variable",
    expected: "a variable that is set, or a default",
  };
}
