import { serverAuthenticator, serverMiddleware } from "@genai-collector/component";
import { extensionId, flag, list, map } from "@genai-collector/config/schema";

/** What both protocols take beside where they listen. */
export const serverFields = {
  include_metadata: flag({
    default: false,
    doc: "Keep the request's headers beside the data, for what routes or authenticates by them.",
  }),
  middlewares: list(
    map({ id: extensionId(serverMiddleware, { doc: "An extension that stands at a receiver's door." }) }),
    { default: [], doc: "Extensions that may turn a request away before its body is read, asked in this order." },
  ),
};

/** Who is let in, of both protocols. */
export const authFields = {
  authenticator: extensionId(serverAuthenticator, { doc: "The extension that every request must satisfy." }),
};
