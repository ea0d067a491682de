import { fuzzRequests } from "./fuzz-requests.ts";

fuzzRequests(300, 60_000);
