import type { Texts } from "../texts.ts";

const fr = {
  description:
    "Examine les données d'une machine arrêtée, met de côté les fichiers abîmés et sauve ce qui se lit",
  dataDir: "le dossier des données (sinon DATA_DIR)",
  json: "données JSON au lieu de texte",
  examples: `Exemples :
  dcz rescue
  dcz rescue --data-dir /mnt/carte/data
Arrêtez d'abord ce qui tourne sur ces données. Rien n'est effacé : les fichiers abîmés restent à côté.
Le programme se termine par 1 s'il manque quelque chose ou si des données n'ont pas pu être examinées.`,
  noFolder: (folder: string) =>
    `Le dossier ${folder} n'existe pas : nommez celui des données par --data-dir ou DATA_DIR.`,
  nothing: (folder: string) => `Aucune donnée dans ${folder}.`,
  states: {
    absent: "pas de données",
    sound: "intact",
    rescued: "abîmé, sauvé",
    in_use: "en cours d'utilisation : arrêtez le processus, puis recommencez",
    newer: "écrit par une version plus récente du programme : mettez le programme à jour",
    refused: "illisible : le système refuse l'accès (droits, disque plein)",
  },
  present: {
    cloud: (count: number) => `valeurs présentes : ${count}`,
    gateway: (count: number) => `messages qui attendent le cloud : ${count}`,
    edge: (count: number) => `messages qui attendent la passerelle : ${count}`,
  },
  rescued: {
    cloud: (count: number) => `lignes sauvées : ${count}`,
    gateway: (count: number) => `messages sauvés : ${count}`,
    edge: (count: number) => `messages sauvés : ${count}`,
  },
  missing: {
    cloud: (count: number) => `enregistrements manquants (un message ou plus chacun) : ${count}`,
    gateway: (count: number) => `messages manquants, au plus : ${count}`,
    edge: (count: number) => `messages manquants : ${count}`,
  },
  unknownLoss: "il manque quelque chose ; personne ne peut dire combien",
  setAside: (place: string) => `fichiers abîmés gardés dans : ${place}`,
};

const en: typeof fr = {
  description:
    "Examine the data of a machine that is stopped, put damaged files aside and rescue what can be read",
  dataDir: "the folder of the data (otherwise DATA_DIR)",
  json: "JSON data instead of text",
  examples: `Examples:
  dcz rescue
  dcz rescue --data-dir /mnt/card/data
Stop first what runs on these data. Nothing is deleted: damaged files stay beside.
The program ends with 1 when something is missing or some data could not be examined.`,
  noFolder: (folder) =>
    `There is no folder ${folder}: name that of the data by --data-dir or DATA_DIR.`,
  nothing: (folder) => `No data in ${folder}.`,
  states: {
    absent: "no data",
    sound: "sound",
    rescued: "damaged, rescued",
    in_use: "in use: stop the process, then try again",
    newer: "written by a later version of the program: update the program",
    refused: "unreadable: the system refuses (rights, full disk)",
  },
  present: {
    cloud: (count) => `values present: ${count}`,
    gateway: (count) => `messages that wait for the cloud: ${count}`,
    edge: (count) => `messages that wait for the gateway: ${count}`,
  },
  rescued: {
    cloud: (count) => `rows rescued: ${count}`,
    gateway: (count) => `messages rescued: ${count}`,
    edge: (count) => `messages rescued: ${count}`,
  },
  missing: {
    cloud: (count) => `commits missing (one message or more each): ${count}`,
    gateway: (count) => `messages missing, at most: ${count}`,
    edge: (count) => `messages missing: ${count}`,
  },
  unknownLoss: "something is missing; nobody can tell how much",
  setAside: (place) => `damaged files kept in: ${place}`,
};

export const rescueTexts: Texts<typeof fr> = { fr, en };
