import type { fr } from "./fr.ts";

export const en: typeof fr = {
  site: {
    name: "DataCityZen",
    motto: "What surrounds us, measured by us",
    skip: "Skip to content",
    home: "All stations",
    languages: "Language",
    about:
      "Residents measure with low-cost sensors. The figures are indicative and do not replace regulatory measurements. Replayed or simulated values are marked.",
    api: "Description of the API (JSON)",
    licence: "Free software, licence AGPL-3.0",
    dataOf: "Data of {{moment}}.",
  },
  failure: {
    silentTitle: "The readings do not answer",
    silentText:
      "This page could not reach the service that keeps the readings. Nothing is lost: the stations keep their readings and will send them later.",
    silentHelp:
      "Try again in a minute. If it lasts, tell the person who looks after the installation.",
    retry: "Try again",
    stationTitle: "There is no such station",
    stationText:
      "No station is called “{{id}}”. Perhaps it has not sent a reading yet, or the name has a typing error.",
    quantityTitle: "There is no such quantity",
    quantityText: "No quantity is called “{{quantity}}”.",
    missingTitle: "There is no such page",
    missingText: "Perhaps the address has a typing error, or the page was removed.",
    bugTitle: "This page has a defect",
    bugText:
      "An error on our side prevents this page from being shown. It was noted; the readings are kept.",
    toHome: "See all stations",
  },
  clock: {
    behind: "Our machine's clock is {{length}} behind",
    ahead: "Our machine's clock is {{length}} ahead",
    how_one: "{{count}} station agrees on this.",
    how_other: "{{count}} stations agree on this.",
    meaning:
      'Readings are kept, at the time that the stations give: nothing is lost. But this page counts with a wrong time: ages ("5 min ago"), "online" or "no reading" and the last 24 hours may be wrong by as much.',
    remedy:
      'To be done by the person who looks after the installation: set the machine\'s clock right (automatic date and time; on Linux "timedatectl set-ntp true"). This message then goes away by itself.',
  },
};
