import type { Texts } from "../texts.ts";

const fr = {
  description: "Montre les mesures qui se contredisent, et choisit laquelle compte",
  list: "Montre les conflits, le plus récent d'abord",
  choose: "Choisit la valeur qui compte désormais ; l'autre reste à côté",
  json: "données JSON au lieu de texte",
  station: "ceux de cette station",
  cursor: "la page suivante, telle que la page d'avant la nomme",
  examples: `Exemples :
  dcz conflicts list --station workshop
  dcz conflicts choose 12 kept      la valeur gardée, arrivée la première
  dcz conflicts choose 12 offered   la valeur arrivée ensuite
Le jeton est lu dans DATA_DIR/cloud/admin-token.`,
  conflict: (id: number, station: string, received: string) =>
    `Conflit ${id}, station ${station}, reçu le ${received}`,
  point: (quantity: string, sensor: string, at: string, kept: number | null, offered: number) =>
    `  ${quantity} de ${sensor} à ${at} : gardé ${kept ?? "rien"}, proposé ${offered}`,
  none: "Aucun conflit n'attend une décision.",
  more: (total: number, next: number) =>
    `${total} conflits en tout. La suite : dcz conflicts list --cursor ${next}`,
  wrongChoice: (given: string) => `Le choix est « kept » ou « offered », pas « ${given} ».`,
  decided: (count: number) => `Valeurs décidées : ${count}.`,
};

const en: typeof fr = {
  description: "Show readings that contradict each other, and choose which one counts",
  list: "Show the conflicts, the newest first",
  choose: "Choose the value that counts from now on; the other stays beside it",
  json: "JSON data instead of text",
  station: "those of this station",
  cursor: "the next page, as the page before names it",
  examples: `Examples:
  dcz conflicts list --station workshop
  dcz conflicts choose 12 kept      the value that is kept: it came first
  dcz conflicts choose 12 offered   the value that came later
The token is read from DATA_DIR/cloud/admin-token.`,
  conflict: (id, station, received) => `Conflict ${id}, station ${station}, received ${received}`,
  point: (quantity, sensor, at, kept, offered) =>
    `  ${quantity} of ${sensor} at ${at}: kept ${kept ?? "nothing"}, offered ${offered}`,
  none: "No conflict waits for a decision.",
  more: (total, next) => `${total} conflicts in all. Next: dcz conflicts list --cursor ${next}`,
  wrongChoice: (given) => `The choice is "kept" or "offered", not "${given}".`,
  decided: (count) => `Values decided: ${count}.`,
};

export const conflictsTexts: Texts<typeof fr> = { fr, en };
