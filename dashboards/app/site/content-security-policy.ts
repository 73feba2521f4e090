/** What a page may load: its own files, scripts that carry the page's nonce, data of its own origin. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    // The map cuts its tiles into pictures beside the page.
    "worker-src 'self'",
    // The page that offers widgets shows them: nothing else of ours may be framed.
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
