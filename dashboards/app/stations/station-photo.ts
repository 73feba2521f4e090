import type { StationPhoto } from "../api/answers.ts";
import { type Api, ask } from "../api/client.ts";

/** The pictures that hosts show of these stations, by their names: pages do without, where they are not told. */
export const askPhotos = async (
  { api, signal }: { readonly api: Api; readonly signal: AbortSignal },
  stations: readonly string[],
): Promise<ReadonlyMap<string, StationPhoto>> => {
  if (stations.length === 0) return new Map();
  const query = { ids: stations.join(",") };
  const asked = await ask(api.GET("/api/v1/station-photos", { params: { query }, signal }));
  return new Map((asked.ok ? asked.value.photos : []).map((photo) => [photo.station, photo]));
};

/** The page of a station's picture. */
export const photoPage = (station: string): string =>
  `/stations/${encodeURIComponent(station)}/photo`;
