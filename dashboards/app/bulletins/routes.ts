import { type RouteConfigEntry, route } from "@react-router/dev/routes";

const page = "bulletins/bulletin-page.tsx";

/** The day in plain words: a page of the hour, one of each day, and the same as text, on paper and as a feed. */
export const bulletinRoutes: readonly RouteConfigEntry[] = [
  route("bulletin", "bulletins/find-page.tsx"),
  route("bulletin/:code", page, { id: "bulletin of the hour" }),
  route("bulletin/:code/subscribe", "bulletins/subscribe-page.tsx"),
  route("bulletin/:code/bulletin.txt", "bulletins/text-route.ts"),
  route("bulletin/:code/bulletin.pdf", "bulletins/print-route.ts"),
  route("bulletin/:code/feed.atom", "bulletins/feed-route.ts"),
  route("bulletin/:code/:day", page, { id: "bulletin of a day" }),
];
