import type { PlacesUnderTest } from "../places/places.fixture.ts";

/** Asks the API as somebody without an account, by a path below `/api/v1`. */
export const askAsAnybody = async (
  subject: Pick<PlacesUnderTest, "get">,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly answer: { readonly [key: string]: unknown } }> => {
  const { status, body: answer } = await subject.get(`/api/v1/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status, answer: answer as { readonly [key: string]: unknown } };
};
