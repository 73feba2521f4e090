import { type FormFault, typed } from "../forms/form-state.ts";
import type { fr } from "./fr.ts";

export type LegalForm = keyof (typeof fr)["orgs"]["forms"];
export const legalForms = [
  "association",
  "scic",
  "scop",
  "sarl",
  "sas",
  "company",
  "cooperative",
  "activity_cooperative",
  "foundation",
  "university",
  "public",
  "informal",
  "other",
] as const satisfies readonly LegalForm[];

/** An API number: other text in an address is no organisation. */
export const isId = (text: string): boolean =>
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

/** What the form about an organisation holds: the values as typed, and either faults or the body for the API. */
export const organisationIn = (form: FormData) => {
  const values = typed(form, "title", "legalForm", "summary", "place", "website");
  const legalForm = legalForms.find((one) => one === values.legalForm);
  const url = URL.parse(values.website);
  const isWrongUrl =
    values.website !== "" &&
    (url === null || !/^https?:$/.test(url.protocol) || !url.hostname.includes("."));
  const faults: FormFault[] = [];
  if (values.title === "") faults.push({ field: "title", text: "title" });
  if (legalForm === undefined) faults.push({ field: "legalForm", text: "legalForm" });
  if (isWrongUrl) faults.push({ field: "website", text: "website" });
  if (faults.length > 0 || legalForm === undefined) return { values, faults } as const;
  return {
    values,
    faults,
    body: {
      title: values.title.slice(0, 200),
      legalForm,
      summary: values.summary.slice(0, 2_000),
      place: values.place.slice(0, 200),
      // An address of nothing cannot be given: it is left as it was.
      ...(url === null ? {} : { website: url.href }),
    },
  } as const;
};
