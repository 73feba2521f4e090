import { isIP } from "node:net";

/**
 * Whether a page of this platform asks, as Origin has it (RFC 6454). A name that is not the public one counts
 * for nothing, though the request went to it: whoever has a name can let it lead to any machine.
 */
export const ownOrigins =
  (publicUrl: string) =>
  (origin: string, host: string | undefined): boolean => {
    const asking = URL.parse(origin);
    if (asking === null) return false;
    if (asking.origin === new URL(publicUrl).origin) return true;
    const name = asking.hostname.replace(/^\[|\]$/g, "");
    return asking.host === host && (name === "localhost" || isIP(name) !== 0);
  };
