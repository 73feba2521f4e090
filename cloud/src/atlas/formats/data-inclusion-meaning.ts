import type { Resource } from "./data-inclusion-schema.ts";
import { doubted, type Remark, refused } from "./finding.ts";
import type { CheckOptions } from "./lieux-mediation.ts";
import {
  checkOpeningHours,
  checkPoint,
  checkSameDepartement,
  checkSiret,
  isDay,
  lengthOf,
  phoneBetter,
} from "./values.ts";

/** data.inclusion refuses days before this one, and after today. */
const FIRST_DAY = "2000-01-01";

const ADVISED = { least: 200, most: 2000 };

/** What the schema cannot say, or only advises. */
export const meaningRemarks = (
  resource: Resource,
  name: string,
  value: unknown,
  { today, language }: CheckOptions,
): Remark[] => {
  const text = typeof value === "string" ? value : "";
  switch (name) {
    case "date_maj":
      if (!isDay(text)) return [];
      if (text > today) return [refused({ kind: "date_future" })];
      return text < FIRST_DAY ? [refused({ kind: "date_old", first: FIRST_DAY })] : [];
    case "nom":
      return text.endsWith(".") && !/\betc\.$/.test(text) ? [doubted({ kind: "last_dot" })] : [];
    case "description": {
      const length = lengthOf(text);
      const isAdvised = length >= ADVISED.least && length <= ADVISED.most;
      return resource === "services" && !isAdvised
        ? [doubted({ kind: "advised_length", ...ADVISED })]
        : [];
    }
    case "publics":
      return Array.isArray(value) && value.length > 1 && value.includes("tous-publics")
        ? [refused({ kind: "alone", word: "tous-publics" })]
        : [];
    case "latitude":
      return typeof value === "number" && Math.abs(value) > 90
        ? [refused({ kind: "latitude" })]
        : [];
    case "longitude":
      return typeof value === "number" && Math.abs(value) > 180
        ? [refused({ kind: "longitude" })]
        : [];
    case "siret":
      return checkSiret(text).filter((remark) => remark.isWarning === true);
    case "telephone": {
      if (/^\+\d{7,15}$/.test(text)) return [];
      if (/[|;,]|\bou\b| \/ /.test(text)) return [doubted({ kind: "several_phones" })];
      return [doubted({ kind: "phone", better: phoneBetter(text) })];
    }
    case "horaires_accueil":
      return checkOpeningHours(text, language);
    case "site_web":
    case "lien_source":
    case "lien_mobilisation":
    case "accessibilite_lieu":
      // The schema takes "ftp:" and "mailto:" too; the project's own program takes web addresses alone.
      return text !== "" && /^[a-z][a-z\d+.-]*:/i.test(text) && !/^https?:\/\//i.test(text)
        ? [refused({ kind: "url", better: undefined })]
        : [];
    default:
      return [];
  }
};

const NEEDS: readonly (readonly [mode: string, column: string])[] = [
  ["telephoner", "telephone"],
  ["envoyer-un-courriel", "courriel"],
  ["utiliser-lien-mobilisation", "lien_mobilisation"],
];

export const together = (
  record: { readonly [name: string]: unknown },
  resource: Resource,
): readonly (Remark & { readonly column: string })[] => {
  const { id, source, latitude, longitude, code_postal: postcode, code_insee: insee } = record;
  const remarks: (Remark & { readonly column: string })[] = [];
  if (
    typeof id === "string" &&
    typeof source === "string" &&
    source !== "" &&
    !id.startsWith(`${source}--`)
  )
    remarks.push({ column: "id", ...doubted({ kind: "id_form", better: `${source}--${id}` }) });
  const hasLatitude = typeof latitude === "number";
  const hasLongitude = typeof longitude === "number";
  if (hasLatitude && hasLongitude)
    for (const remark of checkPoint(latitude, longitude))
      remarks.push({ column: "latitude", ...remark });
  else if (hasLatitude || hasLongitude) {
    const [column, other] = hasLatitude ? ["longitude", "latitude"] : ["latitude", "longitude"];
    remarks.push({
      column: column as string,
      ...doubted({ kind: "half_a_point", other: other as string }),
    });
  }
  for (const remark of checkSameDepartement(String(postcode ?? ""), String(insee ?? "")))
    remarks.push({ column: "code_postal", ...remark });
  const modes = record.modes_mobilisation;
  if (resource === "services" && Array.isArray(modes))
    for (const [mode, column] of NEEDS)
      if (modes.includes(mode) && (record[column] ?? null) === null)
        remarks.push({
          column: "modes_mobilisation",
          ...doubted({ kind: "needs", other: column }),
        });
  return remarks;
};
