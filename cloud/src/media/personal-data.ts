import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import type { Media } from "./media.ts";
import { listOwned } from "./queries.ts";

const MOST = 10_000;

/** What is kept of somebody's pictures, and that it goes with them. */
export const mediaOfPerson = (door: Pick<Media, "eraseOf">): PersonalDataOfModule => ({
  name: "media",
  goes: [
    {
      fr: "vos images, avec leurs fichiers, là où elles sont montrées aussi",
      en: "your pictures, with their files, also where they are shown",
    },
  ],
  stays: [],
  async collect(tx, person) {
    const rows = await listOwned(tx, person, undefined, MOST);
    return [
      jsonEntry(
        "media",
        rows.map(({ media, thing }) => ({
          id: media.id,
          alt: media.alt,
          author: media.author,
          licence: thing.licence,
          visibility: thing.visibility,
          created: thing.created.toISOString(),
          file: `/api/v1/media/${media.id}/full`,
        })),
      ),
    ];
  },
  erase: (tx, person) => door.eraseOf(tx, person),
});
