import { randomUUID } from "node:crypto";
import type { Random } from "@genai-collector/component";

/** The runtime's own generators. */
export const systemRandom: Random = {
  next: () => Math.random(),
  uuid: () => randomUUID(),
};
