import { type Api, ask } from "../api/client.ts";
import { placeText, rounded } from "./kept-place.ts";

const SHOWN = 6;

export interface FoundPlace {
  readonly label: string;
  /** Its commune: what may be kept of an address. */
  readonly commune: string;
  /** As forms write it. */
  readonly place: string;
  readonly isCommune: boolean;
}

/** Communes and addresses that were imported, by what somebody typed; none where nothing answers. */
export const findPlaces = async (
  api: Api,
  search: string,
  signal: AbortSignal,
): Promise<FoundPlace[]> => {
  if (search === "") return [];
  const [territories, addresses] = await Promise.all([
    ask(
      api.GET("/api/v1/territories", {
        params: { query: { search: search.slice(0, 200), kind: "commune", limit: SHOWN } },
        signal,
      }),
    ),
    ask(
      api.GET("/api/v1/addresses", {
        params: { query: { search: search.slice(0, 300), limit: SHOWN } },
        signal,
      }),
    ),
  ]);
  return [
    ...(territories.ok ? territories.value.territories : [])
      .filter(({ label }) => label !== undefined)
      .map(({ key, name, parents }) => ({
        label: [name, parents.find(({ kind }) => kind === "departement")?.name]
          .filter(Boolean)
          .join(", "),
        commune: name,
        place: key,
        isCommune: true,
      })),
    ...(addresses.ok ? addresses.value.addresses : [])
      .filter(({ kind }) => kind !== "municipality")
      .map(({ label, commune, lat, lon }) => ({
        ...{ label, commune },
        place: placeText({ kind: "point", lat: rounded(lat), lon: rounded(lon) }),
        isCommune: false,
      })),
  ].slice(0, SHOWN);
};
