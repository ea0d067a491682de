export { headersSetterExtensionFactory } from "./factory.ts";
