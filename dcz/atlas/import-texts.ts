import type { Texts } from "../texts.ts";

interface Counts {
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly conflict: number;
  readonly refused: number;
  readonly held: number;
}

const fr = {
  description: "Importe un fichier de lieux dans l'atlas du cloud de cette machine",
  source: "qui a recensé ces lieux (sans cela : la source que dit le fichier)",
  family: (names: readonly string[]) => `la famille : ${names.join(", ")} (sans cela : mediation)`,
  take: "ce qui a été modifié ici depuis : ours le garde (sans cela), theirs prend la version du fichier",
  licence: "la licence des données, par son identifiant SPDX (sans cela : etalab-2.0)",
  publishLikes: "publie aussi ce qui ressemble à un lieu déjà là, au lieu de le faire relire",
  dryRun: "n'écrit rien : dit ce qui serait nouveau, modifié, identique, en conflit, en double",
  json: "répond en JSON",
  help: `Exemples :
  dcz atlas check --as lieux-mediation lieux.csv
  dcz atlas import --as lieux-mediation --source hinaura --dry-run lieux.csv
  dcz atlas import --as data-inclusion --resource structures structures.json
  dcz atlas import --as data-inclusion --resource services services.json

Un lieu est retrouvé par sa source et son identifiant : importer deux fois ne change rien. Les structures viennent avant
leurs services.`,
  unknownFamily: (name: string, names: readonly string[]) =>
    `--family ${name} : famille inconnue. Familles : ${names.join(", ")}.`,
  unknownTaking: (name: string, names: readonly string[]) =>
    `--take ${name} : dites ${names.join(" ou ")}.`,
  no_key: "sans identifiant (id) : l'import suivant ne retrouverait pas ce lieu.",
  no_source: "sans source : dites-la avec --source.",
  conflict:
    "modifié ici depuis le dernier import, laissé tel quel (--take theirs prend le fichier).",
  like: (name: string, where: string, score: number) =>
    `ressemble à « ${name} » (${where}, ${Math.round(score * 100)} %).`,
  line: (line: number) => `ligne ${line}`,
  at: (line: number, sentence: string) => `ligne ${line} : ${sentence}`,
  progress: (done: number, total: number) => `${done} sur ${total}`,
  nothing: "Rien n'a été importé.",
  counts: (counts: Counts, isPreview: boolean) =>
    `${isPreview ? "Essai, rien n'est écrit. " : ""}Nouveaux : ${counts.new}. Modifiés : ${counts.changed}. Identiques : ${counts.same}. Conflits : ${counts.conflict}. Refusés : ${counts.refused}. À relire parmi les nouveaux : ${counts.held}.`,
};

const en: typeof fr = {
  description: "Import a file of places into the atlas of this machine's cloud",
  source: "who collected these places (otherwise: the source that the file names)",
  family: (names) => `the family: ${names.join(", ")} (otherwise: mediation)`,
  take: "what was changed here since: ours keeps it (otherwise), theirs takes the file's version",
  licence: "the licence of the data, by its SPDX identifier (otherwise: etalab-2.0)",
  publishLikes:
    "also publishes what resembles a place that is there, instead of having it reviewed",
  dryRun: "writes nothing: says what would be new, changed, the same, in conflict, there twice",
  json: "answers in JSON",
  help: `Examples:
  dcz atlas check --as lieux-mediation lieux.csv
  dcz atlas import --as lieux-mediation --source hinaura --dry-run lieux.csv
  dcz atlas import --as data-inclusion --resource structures structures.json
  dcz atlas import --as data-inclusion --resource services services.json

A place is found again by its source and its identifier: to import twice changes nothing. Structures come before their
services.`,
  unknownFamily: (name, names) =>
    `--family ${name}: there is no such family. Families: ${names.join(", ")}.`,
  unknownTaking: (name, names) => `--take ${name}: say ${names.join(" or ")}.`,
  no_key: "no identifier (id): the next import would not find this place again.",
  no_source: "no source: say it with --source.",
  conflict: "changed here since the last import, left as it is (--take theirs takes the file's).",
  like: (name, where, score) => `resembles “${name}” (${where}, ${Math.round(score * 100)} %).`,
  line: (line) => `line ${line}`,
  at: (line, sentence) => `line ${line}: ${sentence}`,
  progress: (done, total) => `${done} of ${total}`,
  nothing: "Nothing was imported.",
  counts: (counts, isPreview) =>
    `${isPreview ? "A trial, nothing is written. " : ""}New: ${counts.new}. Changed: ${counts.changed}. Same: ${counts.same}. Conflicts: ${counts.conflict}. Refused: ${counts.refused}. To be reviewed among the new: ${counts.held}.`,
};

export const importTexts: Texts<typeof fr> = { fr, en };
