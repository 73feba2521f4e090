import { type AddressRange, parseAddressRange } from "./addresses.ts";

/** What the administrator lets through beside the public network. */
export interface Exceptions {
  /** "host:port", lower case; the host may have any address. */
  readonly hosts: ReadonlySet<string>;
  readonly ranges: readonly AddressRange[];
}

export const noExceptions: Exceptions = { hosts: new Set(), ranges: [] };

/** A host as URLs have it after they were read: IPv6 in brackets, no dot at the end. */
export const hostName = (host: string): string => host.toLowerCase().replace(/\.$/, "");

/** "nas.home:8443" or "[fd00::1]:8443" in the form in which a URL would give it. */
const parseHostAndPort = (text: string): string | undefined => {
  if (!/^(\[[0-9a-f:.]+\]|[^\s/:@?#[\]\\%]+):\d{1,5}$/i.test(text)) return undefined;
  const url = URL.parse(`http://${text}`);
  const port = Number(text.slice(text.lastIndexOf(":") + 1));
  if (url === null || port < 1) return undefined;
  return `${hostName(url.hostname)}:${port}`;
};

/** Reads `OUTGOING_EXCEPTIONS`: a list with commas. The entries that are wrong are given back as they stand. */
export const parseExceptions = (
  text: string,
):
  | { readonly ok: true; readonly value: Exceptions }
  | { readonly ok: false; readonly wrong: readonly string[] } => {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const hosts = new Set<string>();
  const ranges: AddressRange[] = [];
  const wrong: string[] = [];
  for (const entry of entries) {
    const range = parseAddressRange(entry);
    const host = parseHostAndPort(entry);
    if (range !== undefined) ranges.push(range);
    else if (host !== undefined) hosts.add(host);
    else wrong.push(entry);
  }
  return wrong.length > 0 ? { ok: false, wrong } : { ok: true, value: { hosts, ranges } };
};
