/** The program as a library: what tests and other programs build a collector from. */
export { buildInfo, type BuildInfo } from "./build-info.ts";
export { builtinFactories } from "./components.ts";
export { ConfigurationError, findingsAsProblems } from "./program/configuration-error.ts";
export { ConfigurationLoader, type LoadedConfiguration, type LoaderOptions } from "./program/configuration-loader.ts";
export { systemRuntime } from "./runtime/runtime.ts";
