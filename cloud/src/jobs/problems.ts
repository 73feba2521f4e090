import { defineProblems } from "../api/problems.ts";

export const jobProblems = defineProblems({
  job_unknown: { status: 404, title: "There is no such job" },
});
