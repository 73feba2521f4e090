import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** Streets, classes, workshops. */
export const groupRoutes: readonly RouteConfigEntry[] = [
  route("groups", "groups/list-page.tsx"),
  route("groups/new", "groups/new-page.tsx"),
  route("groups/join", "groups/join-page.tsx"),
  route("groups/:id", "groups/group-page.tsx"),
];
