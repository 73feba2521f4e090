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
  oneOrMany: "Donnez un numéro ou des options, pas les deux.",
  nothingNamed:
    "Dites de quels messages il s'agit : un numéro, --station, --reason, --from ou --until.",
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
  oneOrMany: "Give a number or options, not both.",
  nothingNamed: "Say which messages are meant: a number, --station, --reason, --from or --until.",
};

export const quarantineTexts: Texts<typeof fr> = { fr, en };
