import { defineProblems } from "../api/problems.ts";

export const stationProblems = defineProblems({
  station_unknown: { status: 404, title: "No station of this name has reported" },
});
