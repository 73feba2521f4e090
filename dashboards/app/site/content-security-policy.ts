/**
 * What a page may load: its own files, scripts and styles that carry the page's nonce, data of its own origin; the map its tiles of the
 * hosts that the operator has chosen.
 */
export const contentSecurityPolicy = (nonce: string, hosts: readonly string[] = []): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    ["img-src 'self'", ...hosts].join(" "),
    ["connect-src 'self'", ...hosts].join(" "),
    "manifest-src 'self'",
    // The map cuts its tiles into pictures beside the page; another keeps pages for where there is no network.
    "worker-src 'self'",
    // The page that offers widgets shows them: nothing else of ours may be framed.
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
