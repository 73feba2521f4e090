import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** Under `/p/` what patients see, short enough to be typed; the rest is for who administers the organisation. */
export const practiceRoutes: readonly RouteConfigEntry[] = [
  route("p/:slug", "practices/practice-page.tsx"),
  route("p/:slug/colours.css", "practices/colours-route.ts"),
  route("p/:slug/card.pdf", "practices/card-route.ts"),
  route("organisations/:id/practice", "practices/edit-page.tsx"),
];
