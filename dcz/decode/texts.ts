import type { DecodeFault } from "@datacityzen/hardware/sensor";
import type { Texts } from "../texts.ts";

const fr = {
  description: "Décode ce qu'un capteur a dit : une ligne JSON par mesure",
  file: "fichier à lire ; sans lui ou avec « - », l'entrée standard",
  sensor: "modèle du capteur (« dcz sensors » les montre)",
  form: "forme de l'entrée : raw, hex ou dump (par défaut : reconnue)",
  calibration: "coefficients du composant, en hexadécimal, pour qui en demande (BME280, BMP280)",
  examples: `Exemples :
  echo "aa c0 06 00 06 00 58 d9 3d ab" | dcz decode --sensor sds011
  dcz decode --sensor pmsx003 capture.hex
  stty -F /dev/ttyUSB0 9600 raw && dcz decode --sensor sds011 /dev/ttyUSB0

Sont reconnus : les octets bruts, l'hexadécimal (avec ou sans 0x, virgules, deux-points),
xxd, hexdump (-C) et od -t x1. Les trames refusées vont sur la sortie d'erreur.
Pour enchaîner avec un autre programme : npm run -s dcz -- decode …`,
  unknownSensor: (name: string, known: string) =>
    `Capteur inconnu : « ${name} ». Il y a : ${known}.`,
  missingSensor: (known: string) => `Précisez --sensor MODÈLE. Il y a : ${known}.`,
  unknownForm: (name: string) => `Forme inconnue : « ${name} ». Il y a : raw, hex, dump.`,
  wrongCalibration: "--calibration attend des chiffres hexadécimaux.",
  noFile: (path: string) => `Il n'y a pas de fichier ${path}.`,
  noRight: (path: string) => `Le droit de lire ${path} manque.`,
  isFolder: (path: string) => `${path} est un dossier ; il faut un fichier.`,
  unreadable: (path: string, cause: string) => `${path} ne se laisse pas lire : ${cause}.`,
  paste: "Collez les octets en hexadécimal, puis Entrée et Ctrl-D.",
  rejected: "refusé",
  empty: "L'entrée est vide.",
  withoutValues: (reasons: readonly string[]) =>
    `Les trames sont bonnes, mais aucune ne porte de mesure : ${reasons.join(" ")}`,
  faults: {
    reply: "réponse à une commande, ou message sans mesure.",
    out_of_range: "valeur au-delà de ce que le capteur peut mesurer.",
    warming_up: "le capteur chauffe ou démarre encore ; attendez, puis recommencez.",
    error_code: "le capteur signale lui-même une panne ; vérifiez son alimentation.",
    inconsistent: "ses valeurs se contredisent.",
    unknown: "le capteur dit ne pas savoir encore.",
    no_fix: "pas de position ; mettez l'antenne sous le ciel et attendez.",
    calibration_missing: "donnez les coefficients du composant par --calibration.",
    foreign: "trame d'un autre capteur ; vérifiez --sensor.",
  } satisfies Record<DecodeFault, string>,
  nothing: (model: string, form: string) =>
    `Rien n'a pu être décodé comme ${model} (entrée lue comme ${form}). Est-ce le bon capteur ? Sinon, précisez --form raw, hex ou dump.`,
};

const en: typeof fr = {
  description: "Decode what a sensor said: one JSON line a reading",
  file: 'file to read; without it or with "-", standard input',
  sensor: 'the sensor\'s model ("dcz sensors" lists them)',
  form: "form of the input: raw, hex or dump (preset: found out)",
  calibration: "the part's coefficients, in hexadecimal, for those that need them (BME280, BMP280)",
  examples: `Examples:
  echo "aa c0 06 00 06 00 58 d9 3d ab" | dcz decode --sensor sds011
  dcz decode --sensor pmsx003 capture.hex
  stty -F /dev/ttyUSB0 9600 raw && dcz decode --sensor sds011 /dev/ttyUSB0

Understood are raw bytes, hexadecimal (with or without 0x, commas, colons), xxd,
hexdump (-C) and od -t x1. Rejected frames go to standard error.
To pipe into another program: npm run -s dcz -- decode …`,
  unknownSensor: (name, known) => `Unknown sensor "${name}". There are: ${known}.`,
  missingSensor: (known) => `Give --sensor MODEL. There are: ${known}.`,
  unknownForm: (name) => `Unknown form "${name}". There are: raw, hex, dump.`,
  wrongCalibration: "--calibration takes hexadecimal digits.",
  noFile: (path) => `There is no file ${path}.`,
  noRight: (path) => `Not allowed to read ${path}.`,
  isFolder: (path) => `${path} is a folder; a file is needed.`,
  unreadable: (path, cause) => `${path} cannot be read: ${cause}.`,
  paste: "Paste the bytes in hexadecimal, then Enter and Ctrl-D.",
  rejected: "rejected",
  empty: "The input is empty.",
  withoutValues: (reasons) =>
    `The frames are good, but none holds a measurement: ${reasons.join(" ")}`,
  faults: {
    reply: "the answer to a command, or a message without measurement.",
    out_of_range: "a value beyond what the sensor can measure.",
    warming_up: "the sensor still warms up or starts; wait, then try again.",
    error_code: "the sensor reports a failure of its own; check its supply.",
    inconsistent: "its values contradict each other.",
    unknown: "the sensor says that it does not know yet.",
    no_fix: "no position; put the antenna under the sky and wait.",
    calibration_missing: "give the part's coefficients by --calibration.",
    foreign: "a frame of another sensor; check --sensor.",
  },
  nothing: (model, form) =>
    `Nothing could be decoded as ${model} (input read as ${form}). Is it the right sensor? Otherwise give --form raw, hex or dump.`,
};

export const decodeTexts: Texts<typeof fr> = { fr, en };
