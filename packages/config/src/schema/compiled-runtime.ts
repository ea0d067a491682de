/**
 * What validators that were compiled at build time call while they run: ajv's own runtime, under a name that is found
 * from wherever they lie.
 */
import equalModule from "ajv/dist/runtime/equal.js";
import lengthModule from "ajv/dist/runtime/ucs2length.js";

/** Whether two JSON values are the same. */
export const equal = unwrapped(equalModule);
/** The length of a text in code points. */
export const ucs2length = unwrapped(lengthModule);

/** Node gives the exports of a CommonJS module as they are; test runners and bundlers take its default out of them. */
function unwrapped<T>(module: { readonly default?: T }): T {
  return module.default ?? (module as T);
}
