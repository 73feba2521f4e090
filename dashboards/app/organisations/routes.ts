import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const organisationRoutes: readonly RouteConfigEntry[] = [
  route("organisations", "organisations/list-page.tsx"),
  route("organisations/new", "organisations/new-page.tsx"),
  route("organisations/:id", "organisations/organisation-page.tsx"),
  route("organisations/:id/edit", "organisations/edit-page.tsx"),
  route("organisations/:id/members", "organisations/members-page.tsx"),
];
