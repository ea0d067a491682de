import { flag, hostPort, list, map, text, type ConfigOf } from "@genai-collector/config/schema";

export const zpagesConfig = map({
  endpoint: hostPort({ default: "localhost:55679", doc: "Address to listen on." }),
  allow_hosts: list(text({ min: 1, doc: "A host name." }), {
    default: [],
    doc: "Names, beside loopback ones and the endpoint's own, that a request's `Host` may have. Keeps web pages from reading these through a name that leads here.",
  }),
  expvar: map(
    { enabled: flag({ default: false, doc: "Serve `/debug/expvarz`: numbers of the process in JSON." }) },
    { doc: "Numbers of the process." },
  ),
});

export type ZpagesConfig = ConfigOf<typeof zpagesConfig>;
