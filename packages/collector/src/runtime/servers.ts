import type { HttpServers } from "@genai-collector/component";
import { Http1Server } from "./http1/http1-server.ts";
import { defaultServerLimits, limitsOf, type ServerLimits } from "./server-limits.ts";

/** HTTP servers on real sockets. */
export const systemServers: HttpServers = serversWith(defaultServerLimits);

/** The same with other limits, where `ListenOptions` says nothing. */
export function serversWith(limits: ServerLimits): HttpServers {
  return {
    async listen(endpoint, handle, options = {}) {
      // Loaded for who listens for it: it is a tenth of what a start takes up.
      const Server = options.protocol === "http2" ? (await import("./http2/http2-server.ts")).Http2Server : Http1Server;
      return new Server(handle, limitsOf(limits, options), options).listen(endpoint, options);
    },
  };
}
