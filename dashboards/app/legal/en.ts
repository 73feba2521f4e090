import type { fr } from "./fr.ts";

export const en: typeof fr = {
  helpPage: {
    title: "Help",
    byPhone: "By telephone",
    byPhoneText: "Somebody answers and goes through the steps with you.",
    hours: "Hours: {{hours}}",
    byMail: "By e-mail",
    noHelp: "No number for help has been given for this service yet.",
    reading: "Making pages easier to read",
    readingText:
      "To enlarge the text, press Ctrl and + (on a Mac: Cmd and +). Every page can also be read on paper, and works without a mouse.",
    noEmail: "You have no e-mail address",
    noEmailText:
      "A digital mediator can make your account together with you. You leave with a name and a code, printed on a sheet.",
  },
  noticePage: {
    publisher: "Who publishes this site",
    name: "Name",
    legalForm: "Legal form",
    registration: "Registration",
    director: "Publication director",
    host: "Who hosts this site",
    licences: "Licences",
    licencesText:
      "The software DataCityZen is free, under the licence AGPL-3.0: everybody may use, study, change and share it. The licence of each set of data is given with it.",
  },
  termsPage: {
    intro: "This text says what you can expect from this service, and what it expects from you.",
    contact: "Whom to write to",
    version: "Version of {{version}}",
    sections: {
      service: {
        title: "The service",
        text: "This site shows what residents measure: air, pollen, noise. Everybody can read it, without an account and free of charge. It may stop for some hours for maintenance.",
      },
      account: {
        title: "Your account",
        text: "The account is free. It is yours: do not lend it, and keep your code or password to yourself. Under 15, a parent has to agree. Somebody who helps you may act for you if you have signed a mandate; you can take it back at any time.",
      },
      given: {
        title: "What you write",
        text: "Your texts and pictures stay yours. By publishing them here you allow everybody to read them and to use them again under the licence that stands beside them, naming you or your pseudonym.",
      },
      measures: {
        title: "What you measure",
        text: "If you host a station, you choose who sees what it measures: everybody, the members of your group, or you alone. What is public may be used again by everybody, under the licence that you have chosen. The exact place is shown only if you ask for it. If you leave, what was published stays, without a link to you.",
      },
      forbidden: {
        title: "What is not allowed",
        text: "To insult or threaten, to publish something about a person without their consent, to pretend to be somebody else, to falsify measurements on purpose, to disturb the service.",
      },
      figures: {
        title: "What measurements are worth",
        text: "The sensors are simple and can be wrong. Measurements help to understand and to compare; they replace neither medical advice nor an official warning. In an emergency, call 15 or 112.",
      },
      data: {
        title: "Your personal data",
        text: "The page “Privacy” says what is kept about you, why, and for how long. Nothing is sold, and there is no advertising.",
      },
      consequences: {
        title: "If these rules are not kept",
        text: "A text or a picture may be removed, and an account closed. We tell you why, and you can answer us before any final decision, except in an emergency.",
      },
      end: {
        title: "Leaving",
        text: "You can download your data and erase your account whenever you want, under “My account”. The page says beforehand what stays, and why.",
      },
      change: {
        title: "When these terms change",
        text: "We show you the new text at your next visit and ask whether you agree. French law applies. If we disagree, write to us first: we will look for a solution together.",
      },
    },
  },
  privacyPage: {
    title: "Privacy",
    readers: "Reading the pages",
    readersText:
      "You can read everything without an account. We do not measure audiences, show no advertising, and keep no record of who reads which page. Nothing is loaded from another site.",
    cookies: "Cookies",
    cookiesText:
      "Only cookies that the service needs are used; they do not require your agreement.",
    cookieCaption: "The cookies of this site",
    cookieName: "Name",
    cookieUse: "What it is for",
    cookieTime: "How long",
    cookieLang: "remembers the language that you chose",
    cookieLangTime: "one year",
    cookieSession: "remembers that you are signed in",
    cookieSessionTime: "until you sign out, or the time shown in “My account”",
    cookieAdmin: "for the person who administers the machine",
    cookieAdminTime: "until the browser is closed",
    account: "Having an account",
    accountText:
      "For an account we keep your name, your e-mail address if you have one, your language, what you agreed to and when, your signed-in devices, and your rights on this site. Passwords and codes are kept in a form from which they cannot be read again.",
    accountTime:
      "These data are kept as long as the account exists. You can download them, or erase your account, yourself, in “My account”.",
    stations: "Having a station",
    stationsText:
      "Whoever hosts a station chooses who sees what it measures: everybody, the members of their group, or nobody else. The readings do not say who lives there. After an account is erased, past readings stay, without a link to the person.",
    basis: "Legal basis",
    rights: "Your rights",
    rightsText:
      "You can ask to see your data, to have them corrected or erased, to receive them as a file, or object to their use. Write to:",
    officer: "Data protection officer: {{name}}.",
    complain: "If the answer does not satisfy you, you can turn to:",
  },
  accessibilityPage: {
    title: "Accessibility statement",
    engages:
      "{{name}} undertakes to make this service accessible, in accordance with article 47 of French law no. 2005-102 of 11 February 2005.",
    applies: "This statement applies to {{site}}.",
    state: "State of compliance",
    is: {
      full: "{{site}} complies fully with the French general accessibility framework (RGAA), version 4.1.2.",
      partial:
        "{{site}} complies partially with the French general accessibility framework (RGAA), version 4.1.2, because of the failures and exemptions listed below.",
      none: "{{site}} does not comply with the French general accessibility framework (RGAA), version 4.1.2.",
    },
    noAudit:
      "There is no valid result of an audit: as long as no audit has measured how many criteria are met, a service is “not compliant”.",
    results: "Results of tests",
    result: "The audit made by {{by}} on {{date}} shows that {{share}} of the criteria are met.",
    ownTests: "What we check ourselves",
    ownTestsText:
      "At every change of the software a program examines the pages (axe, levels A to AAA), light and dark, at a width of 320, 360 and 1440 pixels, and goes through them with the keyboard alone and without script. This does not replace an audit.",
    notAccessible: "Content that is not accessible",
    notAccessibleText: "The following content is not accessible:",
    exempted: "Exempted content",
    exemptedText: "The following content is exempted, or would be a disproportionate burden:",
    established: "When this statement was made",
    establishedText: "This statement was made on {{date}}.",
    technologies: "Technologies: HTML, CSS, SVG, JavaScript.",
    tools: "Tools: {{tools}}.",
    pages: "Pages that were checked",
    plan: "Accessibility plan over several years",
    contact: "Feedback and contact",
    contactText:
      "If you cannot reach some content or service, tell us: we will show you another way to it, or send you the content in another form.",
    appeal: "Complaints",
    appealText:
      "If you told us of an accessibility failure that keeps you from some content or service, and did not get a satisfactory answer, you can:",
    appealWrite: "write a message to: {{name}}",
    appealCall: "call ",
    appealPost: "send a letter:",
  },
};
