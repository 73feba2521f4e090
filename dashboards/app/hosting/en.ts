import type { fr } from "./fr.ts";

export const en: typeof fr = {
  hosting: {
    claimTitle: "Claim my station",
    claimText:
      "Each box has a code, printed on its label or shown by its gateway's page. With it, the box becomes yours.",
    next: "Continue",
    code: "The code of the box",
    codeHint: "Eight letters and figures, for example 7K3M-Q2XR.",
    wordTitle: "The word that the box shows",
    anotherCode: "Another code",
    codeIs: "Code of the box: {{code}}",
    word: "The word",
    wordHint:
      "The gateway's page shows it beside the code. Leave it empty for a box from a workshop.",
    claim: "This is my station",
    claimed: "The station is yours. Now say who may see what it measures.",
    shareTitle: "Who sees the measurements",
    stations: "My stations",
    about: {
      public: "What becomes public",
      kept: "What stays yours",
      leaving: "If you change your mind",
    },
    choice: "Your choice",
    visibility: "Who may see the measurements?",
    seen: {
      public: "Everybody",
      group: "The members of my group",
      private: "I alone",
    },
    licence: "Licence of public measurements",
    licenceHint: "It says what others may do with the measurements that you make public.",
    licences: {
      "etalab-2.0": "Licence Ouverte 2.0: free reuse, naming the source",
      "CC-BY-4.0": "CC BY 4.0: free reuse, naming the source",
      "CC-BY-SA-4.0": "CC BY-SA 4.0: naming the source, and sharing alike",
      "CC0-1.0": "CC0 1.0: no condition",
      "ODbL-1.0": "ODbL 1.0: naming the source; a derived database stays open",
    },
    agreed: "I have read what becomes public and what stays, and I agree",
    share: "Save my choice",
    none: "You have no station yet.",
    since: "since {{day}}",
    states: {
      waiting: "Waiting",
      registered: "Registered",
      claimed: "In service",
      maintenance: "In maintenance",
      retired: "Retired",
    },
    changeShare: "Change who sees the measurements, or the licence",
    toMaintenance: "Begin maintenance",
    toWork: "Back to service",
    offered: "You are offered the station {{station}}, until {{until}}.",
    accept: "Accept the station",
    done: {
      shared: "Your choice is saved.",
      state: "The state of the station is changed.",
    },
  },
};
