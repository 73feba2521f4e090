import type { fr } from "./fr.ts";

export const en: typeof fr = {
  bulletin: {
    link: "The day in plain words",
    title: "The day in {{name}}",
    titleOfDay: "The day in {{name}}, {{day}}",
    intro: "How air, noise and pollen were, in a few sentences, with the figures of the stations.",
    isOfHour: "What is known at this hour.",
    isOfDay: "The bulletin of this day, as it was sent. It does not change any more.",
    sections: {
      air: "The air",
      noise: "The noise",
      pollen: "The pollen",
      advice: "What to do?",
      sure: "How sure it is",
    },
    print: "Print (PDF, A4)",
    text: "Plain text, to be read aloud",
    subscribe: "Get it each morning",
    feed: "Atom feed",
    ofHour: "What is known now",
    days: "The days before",
    noneText: "There is no bulletin of this day: none was made, or it is older than 31 days.",
    failedText:
      "Not known: the measurements cannot be read at the moment. Try again in a few minutes.",
    findTitle: "The day in plain words",
    search: "A municipality, a department, a region",
    find: "Search",
    found: "Which place?",
    subscribeTitle: "Get the day in {{name}}",
    subscribeText:
      "Each morning at about 7:15, the same sentences as here by e-mail. No account is needed.",
    kept: "The address and the place are kept, nothing else. A button in each message erases everything.",
    eachDay: "each morning by e-mail",
    remove: "Stop this bulletin",
  },
};
