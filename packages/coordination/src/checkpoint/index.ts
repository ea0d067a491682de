/** What checkpoint stores share: the fence, the sums, the form of a record, and a store over one place that is compared and swapped. */
export { addSkipped, judge, type Verdict } from "./fence.ts";
