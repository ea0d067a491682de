export { bearerTokenAuthExtensionFactory } from "./factory.ts";
