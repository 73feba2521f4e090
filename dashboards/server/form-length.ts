import type { IncomingHttpHeaders } from "node:http";

/** Of a form without a file, as it travels: a page holds it whole in memory, several times over. */
export const FORM_BYTES = 512 * 1024;

/** Pages that pass a file on as it comes in (`receiveFile`); how long it may be, the API says. */
const filePages =
  /^\/(admin\/territories|people\/[^/]+|organisations\/[^/]+\/practice|account\/stations\/[^/]+\/place\/photo)(\.data)?\/?$/;

/** The path as the router reads it: without `..`, and without its question. */
const pathOf = (url: string): string =>
  URL.canParse(url, "http://pages") ? new URL(url, "http://pages").pathname : "";

/** Why a form that is sent is not read: its length is not said (411), or too large (413). */
export const formRefusal = ({
  url = "",
  headers,
}: {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}): 411 | 413 | undefined => {
  // As `receiveFile` tells them apart: any other form is held whole.
  const isMultipart = (headers["content-type"] ?? "").startsWith("multipart/form-data");
  if (isMultipart && filePages.test(pathOf(url))) return undefined;
  const length = headers["content-length"];
  if (length === undefined) return 411;
  return /^\d{1,9}$/.test(length) && Number(length) <= FORM_BYTES ? undefined : 413;
};
