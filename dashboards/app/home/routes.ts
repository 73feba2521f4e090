import { index, type RouteConfigEntry } from "@react-router/dev/routes";

export const homeRoutes: readonly RouteConfigEntry[] = [index("home/home-page.tsx")];
