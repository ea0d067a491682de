import { list, map, optional, secret, text, type ConfigOf } from "@genai-collector/config/schema";

const token = (doc: string) => secret({ doc });

export const bearerTokenAuthConfig = map({
  header: text({
    default: "Authorization",
    pattern: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
    expected: "the name of a header",
    doc: "The header that the token stands in.",
  }),
  scheme: text({
    default: "Bearer",
    pattern: /^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/,
    expected: "a scheme such as Bearer",
    doc: "What stands before the token. Empty: the token alone.",
  }),
  token: optional(token("The token.")),
  tokens: list(token("A token."), {
    default: [],
    doc: "Several tokens. A receiver takes any of them, an exporter sends the first.",
  }),
  filename: text({
    default: "",
    doc: "A file with a token a line. It wins over the others, and is read again when it changes.",
  }),
}).check((config, problem) => {
  if (config.token !== undefined && config.tokens.length > 0) problem("tokens", "must not stand beside token");
  if (config.token === undefined && config.tokens.length === 0 && config.filename === "")
    problem("", "must have a token, tokens or a filename");
});

export type BearerTokenAuthConfig = ConfigOf<typeof bearerTokenAuthConfig>;
