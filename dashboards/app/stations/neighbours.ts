import type { AirOfStation } from "../api/answers.ts";
import { type Api, ask } from "../api/client.ts";

const WITHIN_METRES = 30_000;
const MOST = 20;

interface Asking {
  readonly api: Api;
  readonly signal: AbortSignal;
}

/** The stations around one whose place is public, nearest first, with what they measure now. */
export const askNeighbours = async (
  { api, signal }: Asking,
  here: AirOfStation | undefined,
): Promise<readonly AirOfStation[]> => {
  if (here === undefined || here.place === null) return [];
  const { place } = here;
  const query = { near: `${place.lat},${place.lon}`, radius: WITHIN_METRES, limit: MOST };
  const answer = await ask(api.GET("/api/v1/air/stations", { params: { query }, signal }));
  // The page goes on without them. What was measured is never compared with what nobody measured.
  if (!answer.ok) return [];
  return answer.value.stations.filter(
    ({ station, origin }) => station !== here.station && origin === here.origin,
  );
};
