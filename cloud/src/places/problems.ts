import { defineProblems } from "../api/problems.ts";

export const placeProblems = defineProblems({
  place_unknown: { status: 404, title: "The station has no such place" },
  place_overlaps: { status: 409, title: "The station was at another place then" },
  range_hidden: { status: 403, title: "A part of the range is not shown" },
  terms_outdated: { status: 409, title: "The terms have changed: read them again" },
  group_unknown: { status: 404, title: "There is no such group" },
  group_code_invalid: { status: 410, title: "This code opens no group" },
  station_in_group: { status: 409, title: "The station counts in another group" },
});
