import type { Texts } from "../texts.ts";

const fr = {
  description:
    "Les réglages d'une station à distance : cadence, étiquettes, repos et corrections de ses capteurs",
  station: "le nom de la station",
  file: "le fichier JSON des réglages à envoyer ; « {} » rend la station à ses propres réglages",
  json: "données JSON au lieu de texte",
  examples: `Exemples :
  dcz configure station-3f9k2m7q8w4x1c5v
  dcz configure station-3f9k2m7q8w4x1c5v --file reglages.json
reglages.json, en millisecondes et dans l'unité de chaque grandeur :
  {"every":60000,"sensors":{"sds011-58d9":{"label":"côté nord","duty":{"on":60000,"every":300000},"offsets":{"pm2_5":-1.5}}}}
La station essaie les réglages et revient d'elle-même en arrière si un capteur se tait.`,
  badFile: (file: string) => `${file} ne contient pas d'objet JSON.`,
  never: "Rien n'a été réglé à distance : la station suit ses propres réglages.",
  version: (version: number, set: string) => `Version ${version}, envoyée le ${set}.`,
  reported: (version: number, state: string) =>
    `La station dit de la version ${version} : ${state}.`,
  silent: "La station n'a encore rien dit de ces réglages.",
  states: {
    trial: "à l'essai",
    applied: "en vigueur",
    refused: "refusée",
    rolled_back: "annulée, un capteur s'est tu",
  },
  sensors: (sensors: string) => `Capteurs : ${sensors}.`,
};

const en: typeof fr = {
  description:
    "A station's settings from afar: cadence, labels, rests and corrections of its sensors",
  station: "the station's name",
  file: 'the JSON file of the settings to send; "{}" gives the station back to its own settings',
  json: "JSON instead of text",
  examples: `Examples:
  dcz configure station-3f9k2m7q8w4x1c5v
  dcz configure station-3f9k2m7q8w4x1c5v --file settings.json
settings.json, in milliseconds and each quantity's unit:
  {"every":60000,"sensors":{"sds011-58d9":{"label":"north side","duty":{"on":60000,"every":300000},"offsets":{"pm2_5":-1.5}}}}
The station tries the settings, and goes back by itself when a sensor falls silent.`,
  badFile: (file) => `${file} does not hold a JSON object.`,
  never: "Nothing was set from afar: the station goes by its own settings.",
  version: (version, set) => `Version ${version}, sent ${set}.`,
  reported: (version, state) => `The station says of version ${version}: ${state}.`,
  silent: "The station has not said anything of these settings yet.",
  states: {
    trial: "on trial",
    applied: "in force",
    refused: "refused",
    rolled_back: "taken back, a sensor fell silent",
  },
  sensors: (sensors) => `Sensors: ${sensors}.`,
};

export const configureTexts: Texts<typeof fr> = { fr, en };
