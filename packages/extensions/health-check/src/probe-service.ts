import type { Host, ListenOptions, ServerHandler } from "@genai-collector/component";
import type { ListenerConfig } from "@genai-collector/config/listener";

/** One server of the extension: what it listens with, and what it answers. */
export interface ProbeService {
  /** For the log. */
  readonly title: string;
  /** The path of its section in the configuration; "" is the top. */
  readonly place: string;
  readonly config: ListenerConfig;
  readonly options: ListenOptions;
  /** Before it listens. Throws where what it needs of the host is not there. */
  open(host: Host): void;
  readonly handle: ServerHandler;
  /** Ends what would go on for ever. Safe twice, and before `open`. */
  close(): void;
}
