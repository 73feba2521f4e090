import type { fr } from "./fr.ts";

export const en: typeof fr = {
  operator: {
    title: "The operator of the service",
    intro:
      "What every public service owes to people (legal notice, privacy, accessibility, a telephone for help) comes from one file. Change it with a text editor: the pages read it again at once.",
    path: "The file:",
    faults: "To be corrected in the file",
    wholeFile: "The file",
    missing_one: "{{count}} item is still to be filled in",
    missing_other: "{{count}} items are still to be filled in",
    nothingMissing: "All that is owed is filled in.",
    expiredAudit:
      "The accessibility audit is more than three years old: the service counts as not compliant.",
    optional: "Optional, not filled in yet",
    example: "A file to be completed",
    exampleText: "Copy this into the file, and replace each text. Remove what is not ready.",
    parts: {
      name: "the operator's name",
      legalForm: "its legal form",
      registration: "its registration number",
      address: "its postal address",
      phone: "its telephone",
      email: "its e-mail address",
      publicationDirector: "the name of the publication director",
      host: "the host: name, address, telephone",
      help: "the telephone for help, its hours",
      privacy: "the e-mail address for questions about personal data",
      accessibility: "accessibility: date of the statement, audit",
      country: "the country (France unless set)",
      authorities: "the authorities to complain to (known for France)",
      sourceCode: "the address of the source code, if you changed it",
    },
  },
};
