import { defineProblems } from "../api/problems.ts";

export const stationConfigProblems = defineProblems({
  config_refused: { status: 409, title: "A station cannot be set like that" },
  config_replaced: { status: 409, title: "The station's settings were changed meanwhile" },
});
