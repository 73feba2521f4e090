import type { fr } from "./fr.ts";

export const en: typeof fr = {
  site: {
    name: "DataCityZen",
    motto: "What surrounds us, measured by us",
    skip: "Skip to content",
    home: "All stations",
    map: "The map",
    atlas: "Places and help",
    pages: "Main pages",
    languages: "Language",
    about:
      "Residents measure with low-cost sensors. The figures are indicative and do not replace regulatory measurements. Replayed or simulated values are marked.",
    api: "Description of the API (JSON)",
    licence: "Free software, licence AGPL-3.0",
    dataOf: "Data of {{moment}}.",
    notPrinted: "The document could not be made. Try again in a few minutes.",
  },
  levels: {
    ofSix: "{{level}} of 6: {{name}}",
    unknown: "Not known",
    "1": "Good",
    "2": "Fair",
    "3": "Moderate",
    "4": "Poor",
    "5": "Very poor",
    "6": "Extremely poor",
  },
  distance: {
    away: "{{distance}} away",
    lessThan: "less than {{distance}}",
  },
  legal: {
    about: "About this service",
    call: "Do you need help? Call",
    help: "Help",
    notice: "Legal notice",
    terms: "Terms of use",
    privacy: "Privacy",
    accessibility: "Accessibility: {{state}}",
    states: {
      full: "fully compliant",
      partial: "partially compliant",
      none: "not compliant",
    },
    incomplete: "This page is not complete: whoever runs this service has not filled it in yet.",
    phone: "Telephone",
    email: "E-mail address",
    address: "Postal address",
    web: "Website",
    sourceOfThis: "The source code of this installation",
  },
  own: {
    signIn: "Sign in",
    account: "My account",
    of: "My account: {{name}}",
    assist: "The people whom you help",
    administer: "Administration",
    label: "Your account",
  },
  acting: {
    band: "You act for {{name}}. Both your names are noted.",
    stop: "Stop acting for this person",
  },
  held: {
    title: {
      session: "You are not signed in any more",
      again: "Confirm that it is you",
      silent: "The platform does not answer",
      records: "Accounts are not available",
    },
    text: {
      session: "Your session has ended. What you wrote is kept on this page.",
      again: "This needs a recent sign-in. What you wrote is kept on this page.",
      silent: "Nothing was saved. What you wrote is kept on this page: try again in a minute.",
      records: "Nothing was saved. What you wrote is kept on this page: try again in a minute.",
    },
    first: "1. Sign in, in a new tab:",
    open: "Open the sign-in page (new tab)",
    second: "2. Come back to this page and send again:",
    send: "Send again",
    secrets: "Passwords and codes must be written again.",
  },
  refused: {
    recordsTitle: "Accounts are not available",
    recordsText:
      "The database of accounts does not answer at the moment. Measurements keep arriving and can be read as usual.",
    forbiddenTitle: "You have no access to this page",
    forbiddenText:
      "Your account does not have this right. If you act for another person, some pages are closed: stop acting for them first.",
  },
  failure: {
    silentTitle: "The readings cannot be reached",
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
    bugTitle: "This page does not work",
    bugText:
      "An error on our side prevents this page from being shown. It was noted; the readings are kept.",
    toHome: "See all stations",
  },
  clock: {
    behind: "Our machine's clock is {{length}} behind",
    ahead: "Our machine's clock is {{length}} ahead",
    how_one: "{{count, number}} station agrees on this.",
    how_other: "{{count, number}} stations agree on this.",
    meaning:
      'Readings are kept, at the time that the stations give: nothing is lost. But this page counts with a wrong time: ages ("5 min ago"), "online" or "no reading" and the last 24 hours may be wrong by as much.',
    remedy:
      'To be done by the person who looks after the installation: set the machine\'s clock right (automatic date and time; on Linux "timedatectl set-ntp true"). This message then goes away by itself.',
  },
  demonstration: {
    name: "Demonstration.",
    text: "These stations and towns do not exist: what they measure is invented.",
    link: "See the demonstration",
  },
  store: {
    recordsDown:
      "Accounts, organisations and all that is no measurement cannot be read or changed at the moment. Measurements go on. Please try again in a few minutes.",
    waiting:
      "The platform cannot store anything at the moment: new measurements wait at the stations and will come later. Nothing is lost.",
    missing_one: "{{count, number}} commit is missing in the database",
    missing_other: "{{count, number}} commits are missing in the database",
    missingSome: "Measurements may be missing in the database",
    missingSince: "Found first: {{moment}}.",
    missingText:
      "Each commit holds a message of a station, or several. The damaged files were put aside, nothing was deleted, and what could be read was carried over.",
    remedy:
      "What to do: check the disk or the memory card; if it wears out, copy the folder DATA_DIR to another disk. Then stop DataCityZen and run this command, which examines the files and says what can be saved:",
    damages_one: "{{count, number}} damage, in detail",
    damages_other: "The newest {{count, number}} damages, in detail",
    whole: "Everything was found again.",
    lost_one: "{{count, number}} commit is missing.",
    lost_other: "{{count, number}} commits are missing.",
    aside: "Files put aside: ",
  },
};
