export { basicAuthExtensionFactory } from "./factory.ts";
