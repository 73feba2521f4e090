import { defineProblems } from "../api/problems.ts";

export const practiceProblems = defineProblems({
  practice_unknown: { status: 404, title: "There is no such practice" },
  practice_contrast: { status: 400, title: "These colours cannot be read" },
  practice_slug_taken: { status: 409, title: "Another practice has this address" },
});
