import { deadLetters, defineExtension } from "@genai-collector/component";
import { deadLetterConfig } from "./config.ts";
import { DeadLetterExtension } from "./dead-letter-extension.ts";
import { deadLetterInstruments } from "./telemetry.ts";

/** Keeps what sinks refuse for good, in files. */
export const deadLetterExtensionFactory = defineExtension({
  type: "dead_letter",
  stability: { extension: "alpha" },
  config: deadLetterConfig,
  instruments: deadLetterInstruments,
  provides: [deadLetters],
  traits: () => ({ perWorker: true }),
  create: (settings, config) => new DeadLetterExtension(settings, config),
});
