import { type Asked, ask } from "./client.ts";
import type { paths } from "./schema.d.ts";

type Here = "/api/v1/series/means" | "/api/v1/series/chart";
type Got<P extends Here> = paths[P]["get"];
type Body<P extends Here> = Got<P>["responses"][200]["content"]["application/json"];

/**
 * Asks the cloud from an open page, on the page's own origin. The typed client of the server (`openApi`) weighs more
 * than what it would do here.
 */
export const askHere = <P extends Here>(
  path: P,
  query: NonNullable<Got<P>["parameters"]["query"]>,
  signal: AbortSignal,
): Promise<Asked<Body<P>>> => {
  const words = Object.entries(query).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const call = async () => {
    const headers = { accept: "application/json" };
    const response = await fetch(`${path}?${new URLSearchParams(words)}`, { headers, signal });
    const body: unknown = await response.json();
    return response.ok ? { data: body as Body<P>, response } : { error: body, response };
  };
  return ask(call());
};
