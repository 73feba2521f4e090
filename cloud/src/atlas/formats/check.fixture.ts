import { checkAtlasFile, type FormatName } from "./check.ts";
import { lieuxMediationColumns, lieuxMediationWords } from "./lieux-mediation.ts";

export const options = { today: "2026-11-27", language: "en" } as const;

/** Findings as [line, column, kind]; `all` has them whole. */
export const check = (text: string, format: FormatName, resource?: "structures" | "services") => {
  const { rows, errors, warnings } = checkAtlasFile(text, format, { ...options, resource });
  const short = (findings: typeof errors) =>
    findings.map(({ line, column, problem }) => [line, column, problem.kind]);
  return { rows, errors: short(errors), warnings: short(warnings), all: [...errors, ...warnings] };
};

/** A record of the national scheme with nothing wrong. */
export const good: { readonly [column: string]: string } = {
  ...{ id: "1", pivot: "43493312300029", nom: "Le Patio", commune: "Reims", code_postal: "51100" },
  ...{ code_insee: "51454", adresse: "12 rue de Vesle", latitude: "49.2536", longitude: "4.0305" },
  ...{
    telephone: "+33326000000",
    date_maj: "2024-04-02",
    services: lieuxMediationWords.services[0],
  },
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A file of the national scheme. */
export const lieux = (...rows: readonly { readonly [column: string]: string }[]): string =>
  [
    lieuxMediationColumns.join(","),
    ...rows.map((row) =>
      lieuxMediationColumns.map((column) => quoted(row[column] ?? "")).join(","),
    ),
  ].join("\n");
