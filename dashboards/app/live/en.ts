import type { fr } from "./fr.ts";

export const en: typeof fr = {
  live: {
    on: "Updates by itself",
    connecting: "Connecting…",
    lost: "Connection lost, trying again…",
    announce: "{{quantity}}, {{sensor}}: {{value}} {{unit}}",
  },
};
