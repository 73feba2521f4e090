import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import { stationsOf } from "./queries.ts";

/** What is kept of hosts. The row of a host goes out of their stations by itself. */
export const stationsOfPerson: PersonalDataOfModule = {
  name: "hosting",
  goes: [
    {
      fr: "votre nom d'hôte de stations, les codes que vous avez essayés, les stations qui vous sont proposées",
      en: "your being the host of stations, the codes that you tried, the stations that are offered to you",
    },
  ],
  stays: [
    {
      what: {
        fr: "les stations elles-mêmes, sans hôte",
        en: "the stations themselves, without a host",
      },
      why: {
        fr: "une boîte peut passer à quelqu'un d'autre",
        en: "a box may go to somebody else",
      },
    },
  ],
  async collect(tx, who) {
    const stations = await stationsOf(tx, who);
    return [
      jsonEntry(
        "stations",
        stations.map(({ name, state, since }) => ({ station: name, state, since })),
      ),
    ];
  },
  erase: async () => undefined,
};
