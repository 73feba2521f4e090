import type { Texts } from "../texts.ts";

const fr = {
  description: "Montre, rejoue ou efface les messages que le cloud a mis de côté",
  list: "Montre les messages mis de côté, le plus récent d'abord",
  show: "Montre un message et ce qu'il contenait",
  replay: "Présente de nouveau un message, ou tous ceux que désignent les options",
  drop: "Efface pour toujours un message, ou tous ceux que désignent les options",
  json: "données JSON au lieu de texte",
  station: "ceux de cette station",
  reason: "ceux mis de côté pour cette raison",
  from: "reçus à partir de cet instant (ISO 8601)",
  until: "reçus avant cet instant (ISO 8601)",
  cursor: "la page suivante, telle que la page d'avant la nomme",
  examples: `Exemples :
  dcz quarantine list --station workshop
  dcz quarantine show 12
  dcz quarantine replay --reason conflict
  dcz quarantine drop 12
Le jeton est lu dans DATA_DIR/cloud/admin-token.`,
  columns: ["numéro", "reçu", "station", "raison", "détail"],
  more: (total: number, next: number) =>
    `${total} messages en tout. La suite : dcz quarantine list --cursor ${next}`,
  none: "Aucun message n'est mis de côté.",
  removed: (count: number) => `Effacés : ${count}.`,
  replayed: (accepted: number, refused: number, empty: number) =>
    `Acceptés : ${accepted}. Encore refusés : ${refused}. Sans contenu gardé : ${empty}.`,
  outcomes: {
    accepted: "Accepté.",
    refused: "Encore refusé :",
    empty: "Son contenu n'a pas été gardé : il ne peut pas être rejoué.",
    gone: "Il n'est plus là.",
  },
  wrongId: (given: string) => `Le numéro d'un message est un nombre entier, pas « ${given} ».`,
  oneOrMany: "Donnez un numéro ou des options, pas les deux.",
  nothingNamed:
    "Dites de quels messages il s'agit : un numéro, --station, --reason, --from ou --until.",
  noToken: (file: string) =>
    `Le jeton de l'administrateur ne se lit pas dans ${file} : démarrez le cloud (npm start), ou lancez cette commande sous le compte du cloud, avec le même DATA_DIR.`,
  unreachable: (url: string) =>
    `Le cloud ne répond pas sur ${url} : démarrez-le (npm start), ou réglez HOST et HTTP_PORT comme les siens.`,
  refused: (status: number, detail: string) => `Le cloud a refusé (${status}) : ${detail}`,
};

const en: typeof fr = {
  description: "Show, replay or remove the messages that the cloud kept aside",
  list: "Show the messages that were kept aside, the newest first",
  show: "Show one message and what it held",
  replay: "Give a message to the cloud again, or all that the options name",
  drop: "Remove a message for good, or all that the options name",
  json: "JSON data instead of text",
  station: "those of this station",
  reason: "those kept aside for this reason",
  from: "received at or after this instant (ISO 8601)",
  until: "received before this instant (ISO 8601)",
  cursor: "the next page, as the page before names it",
  examples: `Examples:
  dcz quarantine list --station workshop
  dcz quarantine show 12
  dcz quarantine replay --reason conflict
  dcz quarantine drop 12
The token is read from DATA_DIR/cloud/admin-token.`,
  columns: ["number", "received", "station", "reason", "detail"],
  more: (total, next) => `${total} messages in all. Next: dcz quarantine list --cursor ${next}`,
  none: "No message is kept aside.",
  removed: (count) => `Removed: ${count}.`,
  replayed: (accepted, refused, empty) =>
    `Accepted: ${accepted}. Still refused: ${refused}. Without kept contents: ${empty}.`,
  outcomes: {
    accepted: "Accepted.",
    refused: "Still refused:",
    empty: "What it held was not kept: it cannot be replayed.",
    gone: "It is no longer there.",
  },
  wrongId: (given) => `The number of a message is a whole number, not "${given}".`,
  oneOrMany: "Give a number or options, not both.",
  nothingNamed: "Say which messages are meant: a number, --station, --reason, --from or --until.",
  noToken: (file) =>
    `The administrator's token cannot be read from ${file}: start the cloud (npm start), or run this as the cloud's user, with the same DATA_DIR.`,
  unreachable: (url) =>
    `The cloud does not answer at ${url}: start it (npm start), or set HOST and HTTP_PORT as it has them.`,
  refused: (status, detail) => `The cloud refused (${status}): ${detail}`,
};

export const quarantineTexts: Texts<typeof fr> = { fr, en };
