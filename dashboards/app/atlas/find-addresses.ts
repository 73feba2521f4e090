import { type Api, ask } from "../api/client.ts";
import { type FoundAddress, foundAddressText } from "./draft-steps.ts";

const SHOWN = 6;

export interface OfferedAddress {
  readonly label: string;
  readonly value: string;
}

/** Addresses and communes that were imported, by what somebody typed: exact, since the place is for everybody to find. */
export const findAddresses = async (
  api: Api,
  search: string,
  signal: AbortSignal,
): Promise<readonly OfferedAddress[]> => {
  const [addresses, territories] = await Promise.all([
    ask(
      api.GET("/api/v1/addresses", {
        params: { query: { search: search.slice(0, 300), limit: SHOWN } },
        signal,
      }),
    ),
    ask(
      api.GET("/api/v1/territories", {
        params: { query: { search: search.slice(0, 200), kind: "commune", limit: SHOWN } },
        signal,
      }),
    ),
  ]);
  const offered = (label: string, found: FoundAddress): OfferedAddress => ({
    label,
    value: foundAddressText(found),
  });
  return [
    ...(addresses.ok ? addresses.value.addresses : [])
      .filter(({ kind }) => kind !== "municipality")
      .map(({ label, number, street = "", postcode, commune, code_insee: insee, lat, lon }) =>
        offered(label, {
          ...{ street: [number, street].filter(Boolean).join(" "), postcode, commune, insee },
          ...{ lat: String(lat), lon: String(lon) },
        }),
      ),
    ...(territories.ok ? territories.value.territories : []).map(({ name, code, parents }) =>
      offered(
        [name, parents.find(({ kind }) => kind === "departement")?.name].filter(Boolean).join(", "),
        // Of a commune alone nobody knows where in it the place is.
        { street: "", postcode: "", commune: name, insee: code ?? "", lat: "", lon: "" },
      ),
    ),
  ].slice(0, SHOWN);
};
