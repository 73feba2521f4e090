import type { Practice } from "../api/answers.ts";
import { type Api, type Asked, ask } from "../api/client.ts";

/** An address as the API takes it: other text in an address is no practice. */
export const isSlug = (text: string): boolean =>
  /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(text);

/** A practice that is open. */
export const askPractice = (
  api: Api,
  slug: string,
  signal: AbortSignal,
): Promise<Asked<Practice>> =>
  ask(api.GET("/api/v1/practices/{slug}", { params: { path: { slug } }, signal }));

export const practiceHref = (slug: string): string => `/p/${slug}`;
