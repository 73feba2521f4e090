import { rm } from "node:fs/promises";

/**
 * Removes a folder and all that is in it. PostgreSQL ends a moment after the cloud that was killed,
 * and writes until then: what it adds meanwhile is removed too, for ten seconds.
 */
export const removeFolder = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 40, retryDelay: 12 });
