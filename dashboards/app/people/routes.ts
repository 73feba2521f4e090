import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For mediators: people without an address, whom they help with a mandate. */
export const peopleRoutes: readonly RouteConfigEntry[] = [
  route("people", "people/list-page.tsx"),
  route("people/new", "people/new-page.tsx"),
  route("people/:id", "people/person-page.tsx"),
];
