import { langsmithPlatform } from "./langsmith-platform.ts";
import type { Platform } from "./platform.ts";
import { portkeyPlatform } from "./portkey-platform.ts";

/** Every platform that can be simulated. Another one is one more file, and one more line. */
export const platforms: readonly Platform[] = [portkeyPlatform, langsmithPlatform];
