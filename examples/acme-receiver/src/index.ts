export { acmeReceiverFactory } from "./acme-receiver.ts";
