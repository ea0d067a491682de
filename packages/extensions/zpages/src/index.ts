export { zpagesExtensionFactory } from "./factory.ts";
