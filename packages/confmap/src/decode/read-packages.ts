import type { PackageReference } from "../configuration.ts";
import type { ConfigNode, MapNode } from "../tree/config-node.ts";
import { mapAt } from "../tree/locate.ts";
import { Findings } from "./findings.ts";
import type { Problem } from "../problem.ts";

/**
 * `service::packages`: read before everything else, because the factories are in them. Code is only loaded from where a
 * configuration file says so: not from a reference, not from the command line.
 */
export function readPackages(tree: MapNode): {
  readonly packages: readonly PackageReference[];
  readonly problems: readonly Problem[];
} {
  const findings = new Findings();
  const node = mapAt(tree, "service")?.entries.get("packages")?.node;
  const items = node === undefined ? [] : node.kind === "list" ? node.items : [node];
  const packages = items.flatMap((item, index) => readPackage(item, String(index), findings));
  return { packages, problems: findings.problems };
}

function readPackage(node: ConfigNode, index: string, findings: Findings): PackageReference[] {
  const path = ["service", "packages", index];
  // Other kinds of values are told by the schema of the service section.
  if (node.kind !== "scalar" || typeof node.value !== "string") return [];
  const isInFile = node.place.line > 0 && !/^(env|yaml):/.test(node.place.file);
  if (node.origin !== undefined || !isInFile) {
    const message = "must be written in a configuration file, not come from a reference or the command line";
    findings.problem(path, node.place, { message, found: "a package from elsewhere", expected: "a name in the file" });
    return [];
  }
  return [{ name: node.value, place: node.place }];
}
