import { defineProblems } from "../api/problems.ts";

export const seriesProblems = defineProblems({
  sensor_unknown: { status: 404, title: "The station has no sensor of this name" },
  range_invalid: { status: 400, title: "The range of time is not valid" },
  cursor_invalid: { status: 400, title: "The cursor does not belong to this question" },
  too_many_points: { status: 400, title: "The answer would have too many points" },
  day_file_unknown: { status: 404, title: "There is no such file of a day" },
  series_unavailable: { status: 503, title: "The server of the series does not answer at present" },
});
