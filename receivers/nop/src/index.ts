export { nopReceiverFactory } from "./factory.ts";
