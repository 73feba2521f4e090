import { type Api, ask, patience } from "../api/client.ts";
import { fail } from "../site/failures.ts";

/** The key in the address of a page that a message leads to. */
export const keyIn = (request: Request): string =>
  (new URL(request.url).searchParams.get("key") ?? "").slice(0, 100);

export const withKey = (
  path: string,
  key: string,
  more: { readonly [name: string]: string } = {},
) => `${path}?${new URLSearchParams({ ...more, key })}`;

/** One's own alerts; undefined where nothing belongs to the key any more. */
export const ownProfile = async (api: Api, request: Request) => {
  const key = keyIn(request);
  if (key === "") return undefined;
  const params = { query: { key } };
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/alerts/mine", { params, signal }));
  if (asked.ok) return asked.value;
  return asked.reason === "refused" ? undefined : fail({ kind: asked.reason });
};

/** What a browser has given of itself (`PushSubscription.toJSON`); the API says what is wrong with it. */
export const pushWay = (text: string) => {
  let given: { endpoint?: unknown; keys?: { p256dh?: unknown; auth?: unknown } } | null = null;
  try {
    given = JSON.parse(text);
  } catch {
    // The page's own script writes it: whoever sent something else is told by the API.
  }
  const { endpoint, keys } = given ?? {};
  return {
    kind: "push" as const,
    endpoint: String(endpoint ?? ""),
    keys: { p256dh: String(keys?.p256dh ?? ""), auth: String(keys?.auth ?? "") },
  };
};
