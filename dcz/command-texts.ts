import type { Texts } from "./texts.ts";

const fr = {
  titles: {
    "Usage:": "Utilisation :",
    "Options:": "Options :",
    "Arguments:": "Arguments :",
    "Commands:": "Commandes :",
  },
  command: "commande",
  help: "montre cette aide",
  preset: (value: string) => `par défaut : ${value}`,
  version: "montre la version",
  description: "DataCityZen : les mesures des citoyens, du capteur à la page",
  more: "« dcz COMMANDE --help » en dit plus. Avec npm : npm run dcz -- COMMANDE",
  unknownCommand: (name: string, known: string) =>
    `Commande inconnue : « ${name} ». Il y a : ${known}.`,
  unknownOption: (name: string) => `Option inconnue : ${name}. « --help » montre celles qu'il y a.`,
  missingValue: (option: string) => `Il manque une valeur à ${option}.`,
  missingArgument: (name: string, usage: string) => `Il manque ${name} : ${usage}`,
  excess: (given: string) => `Trop d'arguments : ${given}.`,
  outputFull: "La sortie standard n'a pas pu être écrite : le disque est plein.",
  outputRefused: (fault: string) => `La sortie standard n'a pas pu être écrite (${fault}).`,
};

const en: typeof fr = {
  titles: {
    "Usage:": "Usage:",
    "Options:": "Options:",
    "Arguments:": "Arguments:",
    "Commands:": "Commands:",
  },
  command: "command",
  help: "show this help",
  preset: (value) => `preset: ${value}`,
  version: "show the version",
  description: "DataCityZen: what citizens measure, from the sensor to the page",
  more: '"dcz COMMAND --help" explains one command. With npm: npm run dcz -- COMMAND',
  unknownCommand: (name, known) => `Unknown command "${name}". There are: ${known}.`,
  unknownOption: (name) => `Unknown option ${name}. "--help" shows those there are.`,
  missingValue: (option) => `${option} needs a value.`,
  missingArgument: (name, usage) => `${name} is missing: ${usage}`,
  excess: (given) => `Too many arguments: ${given}.`,
  outputFull: "Standard output could not be written: the disk is full.",
  outputRefused: (fault) => `Standard output could not be written (${fault}).`,
};

export const commandTexts: Texts<typeof fr> = { fr, en };
