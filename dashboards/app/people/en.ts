import type { fr } from "./fr.ts";

export const en: typeof fr = {
  people: {
    title: "The people whom you help",
    intro:
      "You can make an account for somebody who has no e-mail address, and act for them as long as their signed mandate is valid. Both your names are noted.",
    none: "You help nobody here yet.",
    add: "Make an account for somebody",
    nameOf: "Name for signing in: {{name}}",
    until: "Mandate until {{date}}",
    ended: "Mandate ended on {{date}}",
    revoked: "Mandate taken back on {{date}}",
    formerly: "Somebody whom you have helped",
    open: "Open the page of {{name}}",
    newTitle: "Make an account for somebody",
    newText:
      "Do it together with the person. They leave with a sheet that has their name and their code.",
    name: "The person's name",
    language: "Their language",
    until_label: "Their mandate is valid until",
    untilHint: "This day included, two years at most.",
    note: "Where the signed mandate is",
    noteHint: "For example: green folder, library of Bègles.",
    age: "Are they 15 or older?",
    adult: "Yes, 15 or older",
    minor: "No, under 15",
    fifteenOn: "The day on which they are 15",
    fifteenHint:
      "Only for a child: from that day on the account does not depend on a parent's consent. Nothing else of their birth is kept.",
    parentSigned: "A parent has signed the mandate (only if the person is under 15)",
    terms: "The person has read, or heard, the terms of use and agrees to them",
    mandateSigned: "I have the mandate that the person has signed",
    make: "Make the account and the sheet",
    sheetTitle: "The sheet of {{name}}",
    sheetText: "The code is shown once only. Print this page now, or copy it.",
    sheetFor: "For {{name}}",
    sheetSite: "The site",
    sheetName: "Your name for signing in",
    sheetCode: "Your code, for the first time",
    sheetHow:
      "Open the site, choose “Sign in”, write this name, then this code. The site will ask you at once to choose a code of your own. Write it down here:",
    sheetHelp: "If something is difficult, call {{phone}}.",
    print: "To print: Ctrl and P (on a Mac: Cmd and P).",
    toPerson: "Continue",
    act: "Act for {{name}}",
    actText:
      "The pages will then show their account. You can neither erase it, nor change their code, nor see their alerts.",
    newCode: "Make a new code",
    newCodeText:
      "If the person has lost their code. The old one stops working, and their devices are signed out.",
    renew: "Renew the mandate",
    renewText: "With a new signed paper.",
    renewButton: "Renew",
    revoke: "End the mandate",
    revokeText: "You will not be able to act for this person any more. Their account stays.",
    done: {
      revoked: "The mandate is ended.",
      renewed: "The mandate is renewed.",
    },
    already:
      "This form was sent already: the account is in the list. If the sheet is not printed, make a new code.",
  },
  roles: {
    host: "host",
    contributor: "contributor",
    mediator: "mediator",
    data_steward: "data steward",
    coordinator: "coordinator",
    administrator: "administrator",
  },
  scopes: {
    platform: "the whole platform",
    territory: "a territory",
    organisation: "an organisation",
    thing: "a record",
  },
};
