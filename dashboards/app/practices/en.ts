import type { fr } from "./fr.ts";

export const en: typeof fr = {
  practice: {
    link: "Offer alerts under this name",
    title: "Be told about air, noise and pollen",
    nobody:
      "Your subscription stays between you and this site: {{name}} does not know who is subscribed, and nobody asks you why.",
    subscribe: "Subscribe",
    terms: "Terms",
    logoOf: "Logo: {{name}}",
    editTitle: "Alerts under the name of {{name}}",
    intro:
      "Your patients, members or residents subscribe on a page under your name. You never see who is subscribed, only rounded numbers.",
    closed:
      "The page is not open yet: an administrator of the platform opens it when there is a contract of use.",
    opened: "The page is open:",
    card: "Print the card (PDF, A6)",
    name: "Name in messages",
    slug: "Address of the page",
    slugHint: "Small letters, digits and hyphens. It follows “/p/”: cabinet-dupont.",
    words: "Some words of welcome",
    termsField: "Terms",
    address: "Address and telephone",
    addressHint: "On the card and at the end of messages.",
    ground: "Colour of the ground",
    ink: "Colour of the text",
    colourHint: "Six digits or letters from a to f after a hash: #0b4f54.",
    proposals: "What you propose",
    logo: "Logo",
    logoHint: "JPEG, PNG or WebP. Without a file nothing changes.",
    save: "Save",
    saved: "Saved.",
    open: "Open the page",
    close: "Close the page",
    weeks: "The weeks before",
    weeksHint: "Numbers are rounded down to tens. The week that runs is not shown.",
    week: "Week of",
    subscriptions: "Subscribed",
    messages: "Messages",
    noWeeks: "No week is over yet.",
  },
};
