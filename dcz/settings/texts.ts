import type { Texts } from "../texts.ts";

const fr = {
  description: "Montre chaque réglage, sa valeur et d'où elle vient",
  json: "données JSON au lieu de texte",
  examples: `Exemples :
  dcz settings
  HTTP_PORT=9000 dcz settings --json
Ce que fait chaque réglage : docs/settings.md`,
  columns: ["réglage", "valeur", "vient de", "processus"],
  origins: { environment: "l'environnement", start: "dcz start", preset: "par défaut" },
  set: "défini",
  unset: "non défini",
};

const en: typeof fr = {
  description: "Show each setting, its value and where it comes from",
  json: "JSON data instead of text",
  examples: `Examples:
  dcz settings
  HTTP_PORT=9000 dcz settings --json
What each setting does: docs/settings.md`,
  columns: ["setting", "value", "comes from", "process"],
  origins: { environment: "the environment", start: "dcz start", preset: "preset" },
  set: "set",
  unset: "not set",
};

export const settingsTexts: Texts<typeof fr> = { fr, en };
