import { defineProblems } from "../api/problems.ts";

export const bulletinProblems = defineProblems({
  bulletin_unknown: { status: 404, title: "There is no bulletin of this day" },
});
