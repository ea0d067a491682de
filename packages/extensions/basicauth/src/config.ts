import { map, optional, secret, section, text, type ConfigOf } from "@genai-collector/config/schema";

const htpasswd = map({
  file: text({ default: "", doc: "A file in htpasswd's format. It is read again when it changes." }),
  inline: optional(secret({ min: 0, doc: "The same, written here. It wins where the file has the same user." })),
}).check(({ file, inline }, problem) => {
  if (file === "" && (inline === undefined || inline.reveal() === ""))
    problem("", "must have a file or inline entries");
});

const clientAuth = map({
  username: text({ default: "", doc: "The user's name. It has no colon." }),
  password: optional(secret({ doc: "The user's password." })),
  username_file: text({ default: "", doc: "A file that holds the name, instead. It is read again when it changes." }),
  password_file: text({
    default: "",
    doc: "A file that holds the password, instead. It is read again when it changes.",
  }),
}).check((config, problem) => {
  if (config.username === "" && config.username_file === "") problem("", "must have a username or a username_file");
  if (config.username.includes(":")) problem("username", "must not hold a colon: it ends the name (RFC 7617)");
});

export const basicAuthConfig = map({
  htpasswd: section(htpasswd, { doc: "For receivers: who is let in." }),
  client_auth: section(clientAuth, { doc: "For exporters: whom the sink is told that it is." }),
}).check((config, problem) => {
  if ((config.htpasswd === undefined) === (config.client_auth === undefined))
    problem("", "must have either htpasswd, for receivers, or client_auth, for exporters");
});

export type BasicAuthConfig = ConfigOf<typeof basicAuthConfig>;
export type HtpasswdConfig = ConfigOf<typeof htpasswd>;
export type ClientAuthConfig = ConfigOf<typeof clientAuth>;
