import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const mapRoutes: readonly RouteConfigEntry[] = [route("map", "map/map-page.tsx")];
