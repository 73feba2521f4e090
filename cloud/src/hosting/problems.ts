import { defineProblems } from "../api/problems.ts";

export const hostingProblems = defineProblems({
  claim_refused: { status: 403, title: "The code and the word do not fit" },
  claim_unknown: { status: 404, title: "No such offer or station" },
  replacement_refused: { status: 409, title: "This replacement of a sensor cannot be" },
  replacement_unknown: { status: 404, title: "No such replacement of a sensor" },
  station_state: { status: 409, title: "The station's state does not allow this" },
  too_many_claims: { status: 429, title: "Too many wrong codes" },
});
