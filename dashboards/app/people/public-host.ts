/** The name under which people reach these pages, as it stands in their browser. */
export const publicHost = (request: Request): string =>
  (request.headers.get("x-forwarded-host") ?? request.headers.get("host") ?? "")
    .split(",")[0]
    ?.trim() ?? "";
