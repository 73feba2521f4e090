import { proposalNames, proposals, wantedIn, wantedText } from "../alerts/wanted.ts";
import type { Practice } from "../api/answers.ts";
import { type FormFault, typed } from "../forms/form-state.ts";
import { isSlug } from "./practice.ts";

const COLOUR = /^#[0-9a-fA-F]{6}$/;

/** What the form of a practice holds: the values as typed, and either faults or the body for the API. */
export const practiceIn = (form: FormData, before: Practice | null) => {
  const values = {
    ...typed(form, "name", "slug", "words", "terms", "address", "ground", "ink"),
    proposals: form.getAll("proposals").join(" "),
  };
  const faults: FormFault[] = [];
  if (values.name === "") faults.push({ field: "name", text: "practiceName" });
  if (!isSlug(values.slug)) faults.push({ field: "slug", text: "practiceSlug" });
  for (const field of ["ground", "ink"] as const)
    if (!COLOUR.test(values[field])) faults.push({ field, text: "practiceContrast" });
  const chosen = proposalNames.filter((name) => values.proposals.split(" ").includes(name));
  // What a program proposes beyond the page's own list stays.
  const others = (before?.proposals ?? []).filter(
    (one) => !proposalNames.some((name) => name === wantedText(one)),
  );
  return {
    values,
    faults,
    body: {
      slug: values.slug,
      name: values.name.slice(0, 80),
      words: values.words.slice(0, 1_000),
      terms: values.terms.slice(0, 4_000),
      address: values.address.slice(0, 200),
      ground: values.ground,
      ink: values.ink,
      proposals: [...chosen.map((name) => proposals[name]), ...others].slice(0, 10),
    },
  };
};

/** Of the page's own list, what a practice proposes. */
export const chosenNames = (practice: Practice | null): readonly string[] =>
  (practice?.proposals ?? []).map(wantedText).filter((text) => wantedIn(text) !== undefined);
