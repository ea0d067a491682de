import { dirname } from "node:path";
import type { Provider } from "../providers/provider.ts";
import type { ConfigNode, MapEntry, MapNode, Origin, Place, ScalarNode } from "../tree/config-node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { resolveScalar } from "../yaml/resolve-scalar.ts";
import { emptyScalar } from "../tree/empty-scalar.ts";
import { Expansion } from "./expansion.ts";
import { resolveReference, type Reference, type Resolved } from "./resolve-reference.ts";
import { scanText, type Segment } from "./scan-text.ts";
import type { Scope } from "./scope.ts";

/** A text with its references replaced. */
interface ExpandedText {
  readonly text: string;
  readonly secrets: readonly string[];
}

/** Replaces every `${…}` in the values of a tree; keys are left alone. */
export class TreeExpander {
  readonly expansion = new Expansion();
  readonly #providers: ReadonlyMap<string, Provider>;

  constructor(providers: readonly Provider[]) {
    this.#providers = new Map(providers.map((provider) => [provider.scheme, provider]));
  }

  /** The tree with its references replaced; what could not be is among the problems. */
  async expand(tree: MapNode): Promise<MapNode> {
    const scope: Scope = { path: [], escapes: "all", stack: [], folder: ".", inherited: undefined };
    return this.#map(tree, scope);
  }

  async #node(node: ConfigNode, scope: Scope): Promise<ConfigNode> {
    switch (node.kind) {
      case "map":
        return this.#map(node, scope);
      case "list": {
        const items: ConfigNode[] = [];
        for (const [index, item] of node.items.entries())
          items.push(await this.#node(item, below(scope, String(index))));
        return { ...node, items, ...inherit(node, scope) };
      }
      case "scalar":
        return this.#scalar(node, scope);
    }
  }

  async #map(node: MapNode, scope: Scope): Promise<MapNode> {
    const entries = new Map<string, MapEntry>();
    for (const [key, entry] of node.entries) {
      const keyPlace = scope.inherited?.place ?? entry.keyPlace;
      entries.set(key, { keyPlace, node: await this.#node(entry.node, below(scope, key)) });
    }
    return { ...node, entries, ...inherit(node, scope) };
  }

  async #scalar(node: ScalarNode, scope: Scope): Promise<ConfigNode> {
    if (typeof node.value !== "string" || !node.text.includes("$")) return { ...node, ...inherit(node, scope) };
    const here = scope.stack.length > 0 ? scope : { ...scope, folder: dirname(node.place.file) };
    const { place } = inherit(node, scope);
    const segments = this.#scan(node.text, here, place);
    if (segments === undefined) return emptyScalar(place);
    const [first] = segments;
    if (segments.length === 1 && first!.kind === "reference") return this.#whole(node, first!, here, place);
    const { text, secrets } = await this.#join(segments, here, place);
    if (!segments.some(({ kind }) => kind === "reference"))
      return { ...node, value: text, text, ...inherit(node, scope) };
    const origin = originOf(node, secrets, scope);
    return { kind: "scalar", value: resolveScalar(text), text, isPlain: true, place, origin };
  }

  /** A scalar that is one reference and nothing else takes the type of what the reference brings. */
  async #whole(node: ScalarNode, reference: Reference, scope: Scope, place: Place): Promise<ConfigNode> {
    const resolved = await this.#resolve(reference, scope, place);
    if (resolved === undefined) return emptyScalar(place);
    const origin = originOf(node, resolved.isSecret ? [resolved.text] : [], scope);
    const inner: Scope = {
      ...scope,
      escapes: resolved.escapes,
      stack: resolved.stack,
      inherited: { place: resolved.file === undefined ? place : undefined, origin },
    };
    const brought = await this.#node(this.#parse(resolved, place), inner);
    if (!resolved.text.includes("$")) return { ...brought, text: resolved.text, place, origin };
    if (brought.kind !== "scalar") return { ...brought, text: resolved.text, place };
    const whole = await this.#text(resolved.text, inner, place);
    return { ...brought, text: whole.text, isPlain: true, place };
  }

  /** What a reference brought, as YAML; what is no YAML is a text. */
  #parse({ text, file }: Resolved, place: Place): ConfigNode {
    const { node } = parseYaml(text, file ?? place.file);
    return node ?? { kind: "scalar", value: text, text, isPlain: true, place };
  }

  async #text(text: string, scope: Scope, place: Place): Promise<ExpandedText> {
    const segments = text.includes("$") ? this.#scan(text, scope, place) : [{ kind: "text", text } as const];
    return segments === undefined ? { text: "", secrets: [] } : this.#join(segments, scope, place);
  }

  #scan(text: string, scope: Scope, place: Place): readonly Segment[] | undefined {
    const segments = scanText(text, scope.escapes);
    if (segments === undefined)
      this.expansion.problem(scope.path, place, {
        message: "has a reference that is not closed; write $$ for a dollar sign",
        found: "${ without }",
        expected: "${env:NAME}",
      });
    return segments;
  }

  async #join(segments: readonly Segment[], scope: Scope, place: Place): Promise<ExpandedText> {
    let text = "";
    const secrets: string[] = [];
    for (const segment of segments) {
      if (segment.kind === "text") {
        text += segment.text;
        continue;
      }
      const resolved = await this.#resolve(segment, scope, place);
      if (resolved === undefined) continue;
      const inner = await this.#text(
        resolved.text,
        { ...scope, escapes: resolved.escapes, stack: resolved.stack },
        place,
      );
      if (!this.expansion.tryCount(inner.text)) this.expansion.exceeded(scope.path, place);
      else text += inner.text;
      secrets.push(...inner.secrets, ...(resolved.isSecret ? [inner.text] : []));
      if (resolved.isSecret) this.expansion.secrets.add(inner.text);
    }
    return { text, secrets };
  }

  #resolve(reference: Reference, scope: Scope, place: Place): Promise<Resolved | undefined> {
    const expand = async (text: string) => (await this.#text(text, scope, place)).text;
    return resolveReference(reference, scope, place, { providers: this.#providers, expansion: this.expansion, expand });
  }
}

function below(scope: Scope, key: string): Scope {
  return { ...scope, path: [...scope.path, key] };
}

function inherit(node: ConfigNode, { inherited }: Scope): { readonly place: Place; readonly origin?: Origin } {
  if (inherited === undefined) return { place: node.place };
  return { place: inherited.place ?? node.place, origin: inherited.origin };
}

/** Inside what a reference brought, the outer reference is what the user wrote. */
function originOf(node: ScalarNode, secrets: readonly string[], { inherited }: Scope): Origin {
  return inherited === undefined
    ? { written: node.text, secrets }
    : { written: inherited.origin.written, secrets: [...inherited.origin.secrets, ...secrets] };
}
