import { map, text, type ConfigOf } from "@genai-collector/config/schema";
import { orphansConfig } from "@genai-collector/coordination/checkpoint";

export const fileCheckpointConfig = map({
  path: text({
    default: "./genai-collector-state/checkpoint.json",
    min: 1,
    doc: "The file. Its folder is made where it is missing; both are for the owner alone. Relative to the folder that the collector is started in.",
  }),
  ...orphansConfig,
});

export type FileCheckpointConfig = ConfigOf<typeof fileCheckpointConfig>;
