import type { FailedUpdate } from "@datacityzen/hardware/wire/status";
import type { Fact } from "./facts.ts";
import type { Language } from "./language.ts";
import { writeDuration } from "./writing.ts";

const locales = { fr: "fr-FR", en: "en-GB" } as const;

const words = {
  fr: {
    term: "Mise à jour",
    failed: ({ version, runs }: FailedUpdate, age: string, why: string) =>
      `La version ${version} a été essayée il y a ${age} et n’a pas été gardée\u00a0: ${why}. La version ${runs} tourne à nouveau, et les mesures sont là. Rien à faire ici.`,
    why: {
      silent: "la passerelle ne répondait pas",
      other_version: "une autre version répondait",
      no_readings: "aucune mesure n’arrivait des capteurs",
      not_acknowledged: "la plateforme n’a acquitté aucune mesure",
      restarts: "elle redémarrait sans cesse",
      interrupted: "la machine s’est arrêtée trois fois pendant l’essai",
      not_restarted: "les services n’ont pas pu être démarrés",
      other: "elle n’a pas fait ses preuves",
    },
  },
  en: {
    term: "Update",
    failed: ({ version, runs }: FailedUpdate, age: string, why: string) =>
      `Version ${version} was tried ${age} ago and not kept: ${why}. Version ${runs} runs again, and the readings are there. Nothing to do here.`,
    why: {
      silent: "the gateway did not answer",
      other_version: "another version answered",
      no_readings: "no reading came from the sensors",
      not_acknowledged: "the platform acknowledged no reading",
      restarts: "it kept starting anew",
      interrupted: "the machine stopped three times during the trial",
      not_restarted: "the services could not be started",
      other: "it did not prove itself",
    },
  },
} as const;

/** That a new version was tried and not kept, and why; nothing when the last one that was tried is kept. */
export const updateFacts = (
  failed: FailedUpdate | undefined,
  now: number,
  language: Language,
): readonly Fact[] => {
  if (failed === undefined) return [];
  const text = words[language];
  const age = writeDuration(locales[language], Math.max(0, now - failed.at));
  return [
    {
      term: text.term,
      fine: undefined,
      sentences: [text.failed(failed, age, text.why[failed.why])],
    },
  ];
};
