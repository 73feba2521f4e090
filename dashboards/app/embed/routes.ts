import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const embedRoutes: readonly RouteConfigEntry[] = [
  route("embed/stations/:id", "embed/station-widget.tsx"),
  route("embed/places/:key", "embed/place-widget.tsx"),
  route("widget", "embed/widget-page.tsx"),
];
