import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** The parts of the pages, each in all its states. */
export const designRoutes: readonly RouteConfigEntry[] = [
  route("design", "design/design-page.tsx"),
];
