import type { Texts } from "../texts.ts";

const fr = {
  description: "Montre les capteurs que la plateforme lit",
  json: "en JSON, avec tout ce qui est déclaré",
  examples: `Exemples :
  dcz sensors
  dcz sensors --json`,
  columns: ["modèle", "bus", "capteur", "grandeurs"],
};

const en: typeof fr = {
  description: "List the sensors that the platform reads",
  json: "as JSON, with everything that is declared",
  examples: `Examples:
  dcz sensors
  dcz sensors --json`,
  columns: ["model", "bus", "sensor", "quantities"],
};

export const sensorsTexts: Texts<typeof fr> = { fr, en };
