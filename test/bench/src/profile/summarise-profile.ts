/** What V8 writes with --cpu-prof, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Ids of the nodes that were on top of the stack. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/** Time that was spent in a function itself, or in all functions of a place. */
export interface Share {
  readonly name: string;
  /** Of the time in which the program was not idle, 0 to 1. */
  readonly part: number;
}

/** Where a program spent its time. */
export interface ProfileSummary {
  readonly busySeconds: number;
  /** By package, Node's own parts, and what is no JavaScript; most time first. */
  readonly places: readonly Share[];
  /** By function, most time first. */
  readonly functions: readonly Share[];
}

/** Adds up self times. What V8 calls "(program)" is native code below JavaScript: system calls, mostly. */
export function summariseProfile({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const { callFrame } = byId.get(id)!;
    if (callFrame.functionName === "(idle)") continue;
    const time = timeDeltas[index]!;
    busy += time;
    add(places, placeOf(callFrame.url, callFrame.functionName), time);
    add(functions, `${callFrame.functionName || "(anonymous)"} ${whereOf(callFrame)}`.trimEnd(), time);
  }
  return { busySeconds: busy / 1e6, places: shares(places, busy), functions: shares(functions, busy) };
}

function add(sums: Map<string, number>, name: string, time: number): void {
  sums.set(name, (sums.get(name) ?? 0) + time);
}

function shares(sums: ReadonlyMap<string, number>, whole: number): Share[] {
  return [...sums].map(([name, time]) => ({ name, part: time / whole })).toSorted((a, b) => b.part - a.part);
}

/** `packages/service/dist/…` → `packages/service`; `…/node_modules/undici/…` → `undici`; `node:net` → `node:net`. */
function placeOf(url: string, functionName: string): string {
  if (url === "") return functionName;
  if (url.startsWith("node:")) return url.replace(/^(node:(?:internal\/)?[^/]+).*/, "$1");
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return library ?? /([^/]+\/[^/]+)\/(?:dist|src)\//.exec(url)?.[1] ?? url;
}

function whereOf({ url, lineNumber }: ProfileNode["callFrame"]): string {
  if (url === "") return "";
  const short = url.startsWith("node:") ? url : (/[^/]+\/(?:dist|src|lib)\/.*/.exec(url)?.[0] ?? url);
  return `${short}:${lineNumber + 1}`;
}
