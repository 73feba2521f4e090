import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For workshop leaders: boxes that an organisation hands out. */
export const workshopRoutes: readonly RouteConfigEntry[] = [
  route("organisations/:id/workshops", "workshops/list-page.tsx"),
  route("organisations/:id/workshops/new", "workshops/new-page.tsx"),
  route("organisations/:id/workshops/print", "workshops/print.ts"),
];
