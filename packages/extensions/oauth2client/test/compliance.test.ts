import { describeExtension } from "@genai-collector/testkit/conformance";
import { oauth2ClientExtensionFactory } from "../src/index.ts";

describeExtension(oauth2ClientExtensionFactory, {
  config: { client_id: "me", client_secret: "s", token_url: "https://login.example.com/token" },
});
