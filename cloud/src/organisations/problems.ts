import { defineProblems } from "../api/problems.ts";

export const organisationProblems = defineProblems({
  organisation_unknown: { status: 404, title: "There is no such organisation" },
  last_of_organisation: { status: 409, title: "The organisation needs an administrator" },
});
