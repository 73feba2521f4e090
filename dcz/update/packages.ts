import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Dependencies = z.record(z.string(), z.string()).default({});

const Package = z.object({
  link: z.boolean().default(false),
  resolved: z.string().optional(),
  dependencies: Dependencies,
  optionalDependencies: Dependencies,
  peerDependencies: Dependencies,
});

/** What of package-lock.json says which packages there are. */
export const Lock = z.object({ packages: z.record(z.string(), Package) });
export type Lock = z.infer<typeof Lock>;

/** The folders in which Node looks for a package, from that of the one that asks up to the root. */
const placesOf = (from: string, name: string): readonly string[] => {
  const parts = from === "" ? [] : from.split("/");
  const above = [...parts.keys()].map((length) => parts.slice(0, parts.length - length).join("/"));
  return [...above.filter((folder) => !folder.endsWith("node_modules")), ""].map((folder) =>
    folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`,
  );
};

/** The folders of the packages that these workspaces need to run, `without` some and what only those need, as package-lock.json has them; sorted. */
export const packagesOf = (
  tree: string,
  lock: Lock,
  { workspaces, without }: { readonly workspaces: readonly string[]; readonly without: RegExp },
): readonly string[] => {
  const found = new Set<string>();
  const visit = (path: string): void => {
    const entry = lock.packages[path];
    if (entry === undefined || found.has(path)) return;
    found.add(path);
    if (entry.link) {
      visit(entry.resolved ?? "");
      return;
    }
    const { dependencies, optionalDependencies, peerDependencies } = entry;
    for (const name of [
      ...Object.keys(dependencies),
      ...Object.keys(optionalDependencies),
      ...Object.keys(peerDependencies),
    ]) {
      if (without.test(name)) continue;
      const place = placesOf(path, name).find((one) => lock.packages[one] !== undefined);
      // npm leaves out what is for other machines.
      if (place !== undefined && existsSync(join(tree, place))) visit(place);
      else if (Object.hasOwn(dependencies, name) && !Object.hasOwn(optionalDependencies, name))
        throw new Error(`${path || "package.json"} needs ${name}, which is not installed`);
    }
  };
  for (const workspace of workspaces) visit(workspace);
  return [...found].filter((path) => path.includes("node_modules/")).sort();
};
