import { checkpointInstruments } from "@genai-collector/coordination/checkpoint";

/** Those of every checkpoint store. */
export const kubernetesCheckpointInstruments = checkpointInstruments;
