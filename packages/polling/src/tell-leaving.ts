import type { Logger } from "@genai-collector/component";
import { sentenceOfLeaving } from "./fields/sentence-of-leaving.ts";
import type { Loop } from "./loop.ts";

/** Says at start which fields of a loop leave: those of its records, or what the user opened beyond the default. */
export function tellLeaving(loop: Loop, logger: Logger): void {
  const fields = (loop.shape === "windowed" ? loop.fields : undefined) ?? [];
  const releases = loop.releases ?? [];
  if (fields.length === 0 && releases.length === 0) return;
  const declared = fields.map(({ name, type, optIn }) => ({ name, class: type, isOptedIn: optIn === true }));
  const rest = releases
    .filter((name) => !fields.some((field) => field.name === name))
    .map((name) => ({ name, class: "released", isOptedIn: true }));
  logger.info({ loop: loop.name, releases }, `Of loop ${loop.name} ${sentenceOfLeaving([...declared, ...rest])}`);
}
