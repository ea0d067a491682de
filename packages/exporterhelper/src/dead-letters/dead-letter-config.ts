import { deadLetters } from "@genai-collector/component";
import { extensionId, optional } from "@genai-collector/config/schema";

/** `dead_letter`: spread into an exporter's `map`. */
export const deadLetterConfig = {
  dead_letter: optional(
    extensionId(deadLetters, {
      doc: "The extension that keeps what the sink refuses for good, or what is given up. Without one it is counted and gone.",
    }),
  ),
};
