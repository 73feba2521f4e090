import { useTranslation } from "react-i18next";
import { type Api, ask } from "../api/client.ts";
import type { paths } from "../api/schema.d.ts";
import { useFormats } from "../site/formats-context.tsx";

type Station =
  paths["/api/v1/stations/{id}"]["get"]["responses"][200]["content"]["application/json"];

export interface PublicPlace extends NonNullable<Station["place"]> {
  /** The smallest territory around its public point, when the cloud tells it. */
  readonly commune: string | undefined;
}

/** Where a station is, as far as everybody may know; undefined where nobody said it, or its host shows it to nobody. */
export const askPlace = async (
  api: Api,
  signal: AbortSignal,
  { place }: Station,
): Promise<PublicPlace | undefined> => {
  if (place === undefined) return undefined;
  if (place.territory === undefined) return { ...place, commune: undefined };
  const params = { path: { code: place.territory } };
  const found = await ask(api.GET("/api/v1/territories/{code}", { params, signal }));
  return { ...place, commune: found.ok ? found.value.name : undefined };
};

/** The place in sentences. How exact it is stands beside it: nobody takes the middle of a square for a door. */
export const PlaceTold = ({ place }: { readonly place: PublicPlace }) => {
  const { t } = useTranslation();
  const { figure } = useFormats();
  const { exposure, siting, precision, commune, territory } = place;
  const point = { lat: figure(place.lat, 3), lon: figure(place.lon, 3) };
  return (
    <p className="place-told">
      {t(`place.${exposure}`)}{" "}
      {siting === undefined || siting === "other" ? null : <>{t(`place.sitings.${siting}`)} </>}
      {commune === undefined || territory === undefined ? null : (
        <>
          {t("place.commune")} <a href={`/?place=${territory}`}>{commune}</a>.{" "}
        </>
      )}
      {t(`place.${precision}`, point)}
    </p>
  );
};
