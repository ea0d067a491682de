/** What every call of a service over the network has, whichever library makes it. */
export { codeOf, ServiceCalls, type Service } from "./service-calls.ts";
