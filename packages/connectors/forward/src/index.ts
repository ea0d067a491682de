export { forwardConnectorFactory } from "./factory.ts";
