import type { Texts } from "../texts.ts";

const fr = {
  description: "Le secret par lequel une station ou une passerelle de cette machine prouve son nom",
  show: "montre les noms, l'étiquette et l'empreinte du secret, jamais le secret",
  renew: "donne un nouveau secret ; le nom et l'étiquette restent",
  name: "le nom de la station ou de la passerelle, s'il y en a plusieurs",
  dataDir: "le dossier des données (sinon DATA_DIR)",
  json: "données JSON au lieu de texte",
  copy: "écrit les noms et les secrets de ce boîtier dans un fichier, pour un boîtier qui le remplacerait",
  copyFile: "le fichier à écrire, que seul son propriétaire lira",
  take: "donne à ce boîtier les noms et les secrets d'un boîtier en panne, qu'il remplace",
  from: "le fichier écrit par « dcz secret copy », ou le dossier des données de l'ancienne carte",
  copyRefused: (file: string, detail: string) =>
    `${file} n'a pas pu être écrit (${detail}). Un fichier qui existe déjà n'est jamais écrasé.`,
  copied: (file: string, names: string) =>
    `${file} contient de quoi parler au nom de ${names} : gardez-le comme une clé, hors du boîtier.`,
  noBox: (from: string) =>
    `${from} ne contient pas les noms d'un boîtier : nommez un fichier écrit par « dcz secret copy », ou un dossier de données (DATA_DIR) avec ses dossiers edge et gateway.`,
  taken: (names: string) =>
    `Au prochain démarrage, ce boîtier sera ${names}. L'ancien ne doit plus jamais être allumé : deux boîtiers du même nom se coupent l'un l'autre.`,
  examples: `Exemples :
  dcz secret show
  dcz secret renew station-3f9k2m7q8w4x1c5v
  dcz secret copy /media/cle-usb/boitier.json
  dcz secret take /media/cle-usb/boitier.json
Au prochain démarrage, l'appareil prouve le nouveau secret par l'ancien : rien d'autre n'est à faire.
Si l'ancien a été bloqué sur la plateforme, collez l'empreinte du nouveau dans les réglages de la station.`,
  none: (folder: string) =>
    `Aucune station ni passerelle dans ${folder} : nommez le dossier des données par --data-dir ou DATA_DIR.`,
  which: (names: string) => `Il y en a plusieurs : dites laquelle. Il y a : ${names}.`,
  unknown: (name: string, names: string) => `« ${name} » n'est pas ici. Il y a : ${names}.`,
  kinds: { station: "station", gateway: "passerelle" },
  label: (code: string, word: string) => `étiquette : code ${code}, mot ${word}`,
  proof: (proof: string) => `empreinte du secret : ${proof}`,
  isWaiting: "nouveau secret, que l'appareil prouvera à sa prochaine connexion",
  renewed: (name: string) =>
    `${name} a un nouveau secret. Redémarrez l'appareil pour qu'il s'en serve.`,
  waiting: (name: string) =>
    `${name} a déjà un nouveau secret, dont il ne s'est pas encore servi : redémarrez l'appareil, et attendez qu'il soit connecté.`,
  refused: (name: string, detail: string) =>
    `Le secret de ${name} n'a pas pu être écrit (${detail}) : lancez la commande avec le compte qui fait tourner l'appareil.`,
};

const en: typeof fr = {
  description: "The secret by which a station or gateway of this machine proves its name",
  show: "show names, label and the proof of the secret, never the secret",
  renew: "give a new secret; name and label stay",
  name: "the name of the station or gateway, if there are several",
  dataDir: "the folder of the data (else DATA_DIR)",
  json: "JSON instead of text",
  copy: "write the names and secrets of this box into a file, for a box that would replace it",
  copyFile: "the file to write, which only its owner will read",
  take: "give this box the names and secrets of a broken box that it replaces",
  from: 'the file that "dcz secret copy" wrote, or the data folder of the old card',
  copyRefused: (file, detail) =>
    `${file} could not be written (${detail}). A file that exists is never written over.`,
  copied: (file, names) =>
    `${file} holds what speaks in the name of ${names}: keep it like a key, away from the box.`,
  noBox: (from) =>
    `${from} does not hold the names of a box: name a file that "dcz secret copy" wrote, or a data folder (DATA_DIR) with its folders edge and gateway.`,
  taken: (names) =>
    `From its next start on this box is ${names}. The old one must never be switched on again: two boxes of one name cut each other off.`,
  examples: `Examples:
  dcz secret show
  dcz secret renew station-3f9k2m7q8w4x1c5v
  dcz secret copy /media/usb/box.json
  dcz secret take /media/usb/box.json
At its next start the device proves the new secret by the old one: nothing else is to do.
If the old one was shut out on the platform, paste the proof of the new one into the station's settings.`,
  none: (folder) =>
    `No station and no gateway in ${folder}: name the folder of the data by --data-dir or DATA_DIR.`,
  which: (names) => `There are several: say which. There are: ${names}.`,
  unknown: (name, names) => `"${name}" is not here. There are: ${names}.`,
  kinds: { station: "station", gateway: "gateway" },
  label: (code, word) => `label: code ${code}, word ${word}`,
  proof: (proof) => `proof of the secret: ${proof}`,
  isWaiting: "a new secret, which the device proves at its next connection",
  renewed: (name) => `${name} has a new secret. Restart the device for it to use it.`,
  waiting: (name) =>
    `${name} already has a new secret that it has not used yet: restart the device, and wait until it is connected.`,
  refused: (name, detail) =>
    `The secret of ${name} could not be written (${detail}): run the command as the user that runs the device.`,
};

export const secretTexts: Texts<typeof fr> = { fr, en };
