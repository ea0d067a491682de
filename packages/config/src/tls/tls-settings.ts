import type { Settings } from "@genai-collector/component";

/** What reading and renewing certificates needs of a component's settings. */
export type TlsSettings = Pick<Settings, "runtime" | "logger" | "reportStatus">;
