import type { fr } from "./fr.ts";

export const en: typeof fr = {
  embed: {
    ofStation: "The air at station {{name}}",
    ofPlace: "The air in {{name}}",
    lastReading: "Last reading: {{day}}, {{clock}}",
    never: "No reading received",
    asOf: "{{day}}, {{clock}}.",
    toStation: "The station's page on {{site}}",
    toPlace: "More on {{site}}",
    missing: "This station or place is not known here, or it is not public.",
    silent: "The readings cannot be read at the moment.",
    toSite: "Go to {{site}}",
    title: "Put these readings on your site",
    intro:
      "Copy these lines into a page of your site: they show the air here, up to date whenever the page opens. No script, no cookie, no advertising: nobody follows your visitors.",
    in: "Language",
    readers: "The reader's",
    scheme: "Colours",
    schemes: { auto: "As the reader's device is set", light: "Light", dark: "Dark" },
    size: "Width",
    sizes: { small: "Narrow (220 px)", medium: "Medium (340 px)", wide: "Wide (600 px)" },
    apply: "Apply",
    lines: "Lines to copy",
    linesHint:
      "Width and height can be changed, from 200 to 600 px wide. Keep the title: screen readers say it.",
    preview: "What they show",
    choose:
      "Open the page of a station, or look for a place on the home page: the link to this page is there.",
    linkStation: "Show this station on your site",
    linkPlace: "Show this place on your site",
  },
};
