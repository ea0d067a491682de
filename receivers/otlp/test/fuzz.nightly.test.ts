import { fuzzRequests } from "./fuzz-requests.ts";

fuzzRequests(200_000, 7_200_000);
