/** The conformance cases as Vitest suites. For another runner, take them from `@genai-collector/testkit/conformance/cases`. */
export * from "./cases.ts";
export {
  describeCheckpointStore,
  describeConnector,
  describeExporter,
  describeExtension,
  describeProcessor,
  describeReceiver,
} from "./describe.ts";
