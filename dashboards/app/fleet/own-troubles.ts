import { type Api, ask } from "../api/client.ts";
import type { Gateway, Troubled } from "./problems.ts";

/** Two thousand stations: nobody hosts more. */
const MOST_PAGES = 10;

/** What is wrong with the stations of whoever asks, and with their gateways; undefined when nobody knows now. */
export const ownTroubles = async (
  api: Api,
  signal: AbortSignal,
): Promise<
  { readonly troubled: readonly Troubled[]; readonly gateways: readonly Gateway[] } | undefined
> => {
  const found: Troubled[] = [];
  let gateways: readonly Gateway[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { hosted: "own" as const, limit: 200, ...(cursor && { cursor }) };
    const answer = await ask(api.GET("/api/v1/fleet", { params: { query }, signal }));
    if (!answer.ok) return undefined;
    found.push(...answer.value.stations);
    gateways = answer.value.gateways;
    cursor = answer.value.next;
    if (cursor === undefined) break;
  }
  return { troubled: found, gateways };
};
