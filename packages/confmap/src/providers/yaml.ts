import type { Provider } from "./provider.ts";

/** `${yaml:text}`: the text itself, read as YAML. */
export const yamlProvider: Provider = {
  scheme: "yaml",
  retrieve: async (text) => ({ text, isSecret: false }),
};
