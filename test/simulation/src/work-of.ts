import type { SeamCall } from "@genai-collector/testkit";
import { queueFolder } from "./configuration-file.ts";
import type { Work } from "./phases.ts";

/** What kind of work a call is part of, by what it is about. */
export function workOf({ name, target = "" }: SeamCall): Work | undefined {
  if (name.startsWith("http.")) return target.includes(".portkey.example/") ? "polling" : "delivering";
  if (name.startsWith("compress.") || target.startsWith(queueFolder)) return "delivering";
  return name.startsWith("kubernetes.") || name.startsWith("dynamodb.") ? "coordinating" : undefined;
}
