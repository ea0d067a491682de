import type { Provider } from "./provider.ts";

const namePattern = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The environment, as it is handed to the loader. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `${env:NAME}`. An unset variable is absent; an empty one is an empty text. */
export function envProvider(env: Environment): Provider {
  return {
    scheme: "env",
    async retrieve(name) {
      if (!namePattern.test(name)) {
        const expected = "letters, digits and _, not beginning with a digit";
        const message = `names the environment variable "${name}"; names are made of ${expected}`;
        return { problem: { message, found: `"${name}"`, expected } };
      }
      const text = Object.hasOwn(env, name) ? env[name] : undefined;
      return text === undefined ? "absent" : { text, isSecret: true };
    },
  };
}
