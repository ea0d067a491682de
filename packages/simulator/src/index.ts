/** Simulated AI platforms: seeded traffic, scripted faults, and the truth to reconcile against. */
export { faultKinds, type FaultKind, type FaultRates, type ScriptedFault } from "./faults.ts";
export type { SimulatorRequest, SimulatorResponse, StreamedBody } from "./http.ts";
export { planted, plantedTexts } from "./planted.ts";
export type { TrueRecord } from "./portkey/exports/log-truth.ts";
export type { TrueGroup } from "./portkey/group-truth.ts";
export { defaultModels, type Model } from "./portkey/models.ts";
export { jobFaults, portkeyFaultKinds, type PortkeyFaultKind } from "./portkey/portkey-faults.ts";
export type { ExportOptions, PortkeyOptions } from "./portkey/portkey-options.ts";
export { portkeyObjects, portkeyPlatform } from "./portkey/portkey-platform.ts";
export { PortkeySimulator, type JobSummary, type TruthQuery, type TruthWindow } from "./portkey/portkey-simulator.ts";
export type { TrueValue } from "./portkey/truth.ts";
export { serve, type Platform, type RunningServer } from "./server.ts";
