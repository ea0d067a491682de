export { oauth2ClientExtensionFactory } from "./factory.ts";
