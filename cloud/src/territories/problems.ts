import { defineProblems } from "../api/problems.ts";

export const territoryProblems = defineProblems({
  territory_unknown: { status: 404, title: "No territory has this code" },
  territory_ambiguous: { status: 409, title: "Several territories have this code" },
  import_unknown: { status: 404, title: "No import has this number" },
  import_refused: { status: 413, title: "The file cannot be imported" },
  import_no_room: { status: 507, title: "The disk has no room for the file" },
});
