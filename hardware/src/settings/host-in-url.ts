/** A host as it stands in a URL: an IPv6 address in brackets (RFC 3986, 3.2.2). */
export const hostInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);
