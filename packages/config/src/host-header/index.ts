export { isAllowedHost, type HostRule } from "./host-header.ts";
