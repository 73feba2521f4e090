import type { Texts } from "../texts.ts";

const fr = {
  description: "Lit les capteurs de cette machine et publie leurs mesures, sans le reste",
  config: "le fichier de réglages ; à défaut box.env, puis /etc/datacityzen/box.env",
  json: "le journal tel quel, une ligne JSON par événement",
  examples: `Exemples :
  dcz edge
  dcz edge --config /etc/datacityzen/box.env
  dcz edge init`,
  wrongLine: (path: string, line: number) =>
    `${path}, ligne ${line} : une ligne s'écrit NOM=valeur, sans espaces autour de « = ».`,
  reading: (path: string) => `Réglages : ${path}, et l'environnement.`,
  nothingSet:
    "Rien n'est réglé : on cherche ce qui est branché (dcz edge init écrit un fichier de réglages).",
  init: {
    description: "Écrit un fichier de réglages en posant quelques questions",
    output: "le fichier à écrire",
    sensors: "les capteurs, comme dans SENSORS",
    every: "une mesure toutes les … (ISO 8601)",
    station: "le nom de la station ; vide : tiré au sort",
    gateway: "l'adresse de la passerelle",
    force: "remplace un fichier qui existe",
    listen: "secondes d'écoute de chaque port",
    examples: `Exemples :
  dcz edge init
  dcz edge init --sensors sds011@auto --every PT5M --output /etc/datacityzen/box.env`,
    looking: "On regarde ce qui est branché (une dizaine de secondes)…",
    found: (model: string, path: string) => `  ${model} sur ${path}`,
    unknown: (path: string) => `  ${path} : rien de connu n'y parle`,
    none: "  Aucun adaptateur USB avec un capteur. « auto » le trouvera dès qu'il sera branché.",
    askSensors: "Capteurs",
    askEvery:
      "Une mesure toutes les (PT1M : chaque minute ; PT5M : le laser dort entre deux et dure cinq fois plus)",
    askStation: "Nom de la station (Entrée : tiré au sort)",
    askGateway: "Passerelle",
    wrong: (sentence: string) => `${sentence} Recommencez.`,
    exists: (path: string) =>
      `${path} existe déjà : --force le remplace, --output en nomme un autre.`,
    cannotWrite: (path: string, why: string) => `${path} ne peut pas être écrit (${why}).`,
    written: (path: string) => `${path} est écrit. Ensuite : dcz edge --config ${path}`,
    remarks: {
      head: "Les réglages d'un boîtier (docs/settings.md). Une ligne par réglage, sans espaces autour de « = ».",
      sensors: "Quel capteur est où ; auto : ce qui est branché en USB.",
      every: "La durée qu'une mesure résume.",
      station: "Le nom de la station.",
      gateway: "Où vont les mesures.",
    },
  },
};

const en: typeof fr = {
  description: "Read this machine's sensors and publish their readings, without the rest",
  config: "the file of settings; else box.env, then /etc/datacityzen/box.env",
  json: "the log as it is, one JSON line an event",
  examples: `Examples:
  dcz edge
  dcz edge --config /etc/datacityzen/box.env
  dcz edge init`,
  wrongLine: (path, line) =>
    `${path}, line ${line}: a line is NAME=value, without spaces around "=".`,
  reading: (path) => `Settings: ${path}, and the environment.`,
  nothingSet:
    "Nothing is set: looking for what is plugged in (dcz edge init writes a file of settings).",
  init: {
    description: "Write a file of settings by answering a few questions",
    output: "the file to write",
    sensors: "the sensors, as in SENSORS",
    every: "one reading every … (ISO 8601)",
    station: "the station's name; empty: drawn at random",
    gateway: "the gateway's address",
    force: "replace a file that exists",
    listen: "seconds to listen on each port",
    examples: `Examples:
  dcz edge init
  dcz edge init --sensors sds011@auto --every PT5M --output /etc/datacityzen/box.env`,
    looking: "Looking at what is plugged in (some ten seconds)…",
    found: (model, path) => `  ${model} on ${path}`,
    unknown: (path) => `  ${path}: nothing that is known speaks there`,
    none: '  No USB adapter with a sensor. "auto" finds it as soon as it is plugged in.',
    askSensors: "Sensors",
    askEvery:
      "One reading every (PT1M: each minute; PT5M: the laser sleeps in between and lasts five times longer)",
    askStation: "The station's name (Enter: drawn at random)",
    askGateway: "Gateway",
    wrong: (sentence) => `${sentence} Once more.`,
    exists: (path) => `${path} is there already: --force replaces it, --output names another.`,
    cannotWrite: (path, why) => `${path} cannot be written (${why}).`,
    written: (path) => `${path} is written. Next: dcz edge --config ${path}`,
    remarks: {
      head: 'The settings of a box (docs/settings.md). One line each, no spaces around "=".',
      sensors: "Which sensor is where; auto: what is plugged in by USB.",
      every: "The length of time that a reading sums up.",
      station: "The station's name.",
      gateway: "Where readings go.",
    },
  },
};

export const edgeTexts: Texts<typeof fr> = { fr, en };
