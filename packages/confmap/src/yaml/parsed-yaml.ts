import type { Problem } from "../problem.ts";
import type { ConfigNode } from "../tree/config-node.ts";

/** A document as located nodes; undefined when there are problems. A document without content is an empty scalar. */
export interface ParsedYaml {
  readonly node: ConfigNode | undefined;
  readonly problems: readonly Problem[];
}
