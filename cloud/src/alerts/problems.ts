import { defineProblems } from "../api/problems.ts";

export const alertProblems = defineProblems({
  alerts_key_unknown: { status: 404, title: "No alerts belong to this link" },
  alert_unknown: { status: 404, title: "There is no such alert" },
  alerts_full: { status: 409, title: "There are too many alerts in this profile" },
  alert_threshold: { status: 400, title: "This threshold makes no sense here" },
  alert_station_unknown: { status: 404, title: "Everybody sees no station of this name" },
  alert_way_refused: { status: 400, title: "Nothing is sent to this address" },
  alerts_no_sms: { status: 400, title: "No SMS is sent for this" },
  alerts_too_often: { status: 429, title: "Too many subscriptions came from here" },
});
