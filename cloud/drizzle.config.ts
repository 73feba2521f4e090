import { defineConfig } from "drizzle-kit";

/** Every module's tables become one line of migrations: npm run migrations --workspace cloud -- <name> */
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/*/tables.ts",
  out: "./migrations",
});
