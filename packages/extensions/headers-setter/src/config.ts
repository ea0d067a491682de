import { clientAuthenticator } from "@genai-collector/component";
import { extensionId, list, map, oneOf, optional, secret, text, type ConfigOf } from "@genai-collector/config/schema";

const sources = ["value", "value_file", "from_context", "from_attribute"] as const;

const header = map({
  key: text({
    pattern: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
    expected: "the name of a header, such as X-Scope-OrgID",
    doc: "The header's name.",
  }),
  action: oneOf(["upsert", "insert", "update", "delete"], {
    default: "upsert",
    doc: "`upsert` sets it, `insert` only where it is not there, `update` only where it is, `delete` takes it out.",
  }),
  value: optional(secret({ min: 0, doc: "The value itself." })),
  value_file: optional(text({ min: 1, doc: "A file that holds the value. It is read again when it changes." })),
  from_context: optional(
    text({ min: 1, doc: "The value is that of this header of the client's, where all of the data has one client." }),
  ),
  from_attribute: optional(
    text({ min: 1, doc: "The value is what the receiver's authenticator knows of the client under this name." }),
  ),
  default_value: optional(
    secret({
      min: 0,
      doc: "Stands in where the context or the attribute has no value. Without it, the header is empty.",
    }),
  ),
}).check((config, problem) => {
  const given = sources.filter((source) => config[source] !== undefined);
  if (config.action === "delete" && given.length > 0) problem(given[0]!, "has no meaning where the header is deleted");
  if (config.action !== "delete" && given.length !== 1)
    problem("", `must have exactly one of ${sources.join(", ")}; found ${given.join(", ") || "none"}`);
  const mayBeAbsent = config.from_context !== undefined || config.from_attribute !== undefined;
  if (config.default_value !== undefined && !mayBeAbsent)
    problem("default_value", "has a meaning beside from_context and from_attribute only");
});

export const headersSetterConfig = map({
  headers: list(header, { min: 1, doc: "What is done to the headers of each request, in this order." }),
  additional_auth: optional(
    extensionId(clientAuthenticator, { doc: "Another authenticator, whose headers are set before these." }),
  ),
});

export type HeadersSetterConfig = ConfigOf<typeof headersSetterConfig>;
export type HeaderConfig = HeadersSetterConfig["headers"][number];
