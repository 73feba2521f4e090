import { showCode } from "./label.ts";

/** The page where a box is claimed; the shorter it is, the more people type it. */
export const CLAIM_PATH = "/claim";

/** What the QR code on a label holds: the page of `site` where the box with this code is claimed. */
export const claimAddress = (site: string, code: string): string =>
  `${new URL(CLAIM_PATH, site).href}?code=${showCode(code)}`;
