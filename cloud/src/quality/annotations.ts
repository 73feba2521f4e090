/** What a person knows of a time at a station that its values do not say. */
export const annotationKinds = [
  "bonfire",
  "works",
  "cleaning",
  "maintenance",
  "moved",
  "traffic",
  "event",
  "fault",
  "other",
] as const;
export type AnnotationKind = (typeof annotationKinds)[number];

export const annotationWords = {
  bonfire: { fr: "feu, barbecue ou brûlage", en: "bonfire, barbecue or burning" },
  works: { fr: "travaux", en: "works" },
  cleaning: { fr: "nettoyage du capteur", en: "cleaning of the sensor" },
  maintenance: { fr: "entretien ou réparation", en: "maintenance or repair" },
  moved: { fr: "capteur déplacé", en: "sensor moved" },
  traffic: { fr: "circulation inhabituelle", en: "unusual traffic" },
  event: { fr: "fête, marché ou manifestation", en: "feast, market or gathering" },
  fault: { fr: "panne connue", en: "known fault" },
  other: { fr: "autre chose", en: "something else" },
} as const satisfies { readonly [kind in AnnotationKind]: { fr: string; en: string } };

/** In which part somebody said it. */
export const annotationParts = ["host", "steward"] as const;

/** A year: whoever means longer says it again. */
export const LONGEST_ANNOTATION_MS = 366 * 86_400_000;
export const LONGEST_NOTE = 500;
/** Of one station: more is a program that went wrong. */
export const MOST_ANNOTATIONS = 1000;
