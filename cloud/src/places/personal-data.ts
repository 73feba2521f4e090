import {
  jsonEntry,
  type PersonalDataOfModule,
  type PersonalDataParts,
} from "../people/personal-data.ts";
import {
  closeUnshared,
  findShare,
  forgetHostWords,
  hostedBy,
  lockStation,
  type PlaceWithExact,
  placesHostedBefore,
  placesOf,
} from "./queries.ts";

const shown = ({ place, exact }: Pick<PlaceWithExact, "place" | "exact">) => ({
  since: place.since.toISOString(),
  until: place.until?.toISOString() ?? null,
  public: { lat: place.lat, lon: place.lon },
  exact: exact === null ? null : { lat: exact.lat, lon: exact.lon, height: exact.height },
  isExactPublic: place.isExact,
  exposure: place.exposure,
  siting: place.siting,
  connectivity: place.connectivity,
  photo: place.photo,
  photoPublic: place.photoPublic,
});

/** What is kept of the places of somebody's stations, and what of it goes with them. */
export const placesOfPerson = ({
  knownStations,
}: Pick<PersonalDataParts, "knownStations">): PersonalDataOfModule => ({
  name: "places",
  goes: [
    {
      fr: "l'endroit exact de vos stations, leur hauteur, leurs photos, le nom sous lequel vous y êtes",
      en: "the exact place of your stations, their height, their pictures, the name by which you are told there",
    },
    {
      fr: "le lien entre vous et vos stations : ce qui était privé n'est plus montré à personne",
      en: "the link between you and your stations: what was private is shown to nobody any more",
    },
  ],
  stays: [
    {
      what: {
        fr: "les mesures que vous avez rendues publiques, avec le carré de 500 mètres où elles ont été faites",
        en: "the measurements that you made public, with the square of 500 metres where they were made",
      },
      why: {
        fr: "sous la licence que vous avez choisie, d'autres s'en servent déjà",
        en: "under the licence that you chose, others use them already",
      },
    },
    {
      what: {
        fr: "les moyennes de groupes où vos stations ont compté",
        en: "the means of groups in which your stations counted",
      },
      why: {
        fr: "faites de trois foyers au moins, elles ne disent rien du vôtre ; refaites sans vous, elles le diraient",
        en: "made of three homes at least, they say nothing of yours; made again without you, they would",
      },
    },
  ],
  async collect(tx, person) {
    const stations = await hostedBy(tx, person);
    const entries = await Promise.all(
      stations.map(async ({ id, ...station }) => {
        const share = await findShare(tx, id);
        const places = (await placesOf(tx, id, person)).filter(
          ({ place }) => place.host === person,
        );
        return {
          ...station,
          terms: share?.terms ?? null,
          agreed: share?.agreed?.toISOString() ?? null,
          credit: share?.credit ?? null,
          title: share?.title ?? null,
          places: places.map(shown),
        };
      }),
    );
    const before = await placesHostedBefore(tx, person);
    return [
      jsonEntry("places", entries),
      jsonEntry(
        "places-before",
        before.map(({ name, ...place }) => ({ station: name, ...shown(place) })),
      ),
    ];
  },
  async erase(tx, person) {
    const stations = await hostedBy(tx, person);
    for (const { id, name } of stations) {
      await lockStation(tx, id);
      // An exact place that was published must not be shown once the account is gone.
      const last = knownStations?.find(name);
      if (last !== undefined)
        await knownStations?.close({
          ...last,
          places: last.places.filter(({ isExact }) => !isExact),
        });
    }
    await closeUnshared(tx, person);
    await forgetHostWords(tx, person);
    return async () => {
      for (const { id } of stations) await knownStations?.refresh(id);
    };
  },
});
