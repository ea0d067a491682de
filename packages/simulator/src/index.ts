/** Simulated AI platforms: seeded traffic, scripted faults, and the truth to reconcile against. */
export { faultKinds, type FaultKind, type FaultRates, type ScriptedFault } from "./faults.ts";
export type { SimulatorRequest, SimulatorResponse } from "./http.ts";
export { planted, plantedTexts } from "./planted.ts";
export { portkeyPlatform } from "./portkey/portkey-platform.ts";
export { PortkeySimulator, type PortkeyOptions, type TruthQuery } from "./portkey/portkey-simulator.ts";
export type { TrueValue } from "./portkey/truth.ts";
export { serve, type Platform, type RunningServer } from "./server.ts";
