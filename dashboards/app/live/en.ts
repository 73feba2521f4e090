import type { fr } from "./fr.ts";

export const en: typeof fr = {
  live: {
    on: "Updates by itself",
    connecting: "Connecting…",
    lost: "Trying again…",
    lostSince: "Connection lost. This page shows what was known at {{time}}.",
    asOf: "As of ",
    announce: "{{quantity}}, {{sensor}}: {{value}}",
  },
};
