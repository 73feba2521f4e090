import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Name, programs } from "./processes.ts";

/** Editors write a file in several steps. */
const SETTLED_MS = 300;

/** Tests and an editor's own files do not belong to a running process. */
const isSource = (path: string): boolean =>
  !/\.(test|contract|fixture)\.tsx?$/.test(path) && !/^\.|~$|\.sw.$/.test(basename(path));

/** Calls `onChange` with the names of the processes whose sources changed, and one of the files. */
export const watchSources = (
  root: string,
  names: readonly Name[],
  onChange: (changed: readonly Name[], file: string) => void,
): { close(): void } => {
  let timer: NodeJS.Timeout | undefined;
  let changed = new Set<Name>();

  const noticed = (file: string) => {
    if (!isSource(file)) return;
    for (const name of names)
      if (programs[name].sources.some((source) => file === source || file.startsWith(`${source}/`)))
        changed.add(name);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const concerned = [...changed];
      changed = new Set();
      if (concerned.length > 0) onChange(concerned, file);
    }, SETTLED_MS);
  };

  const sources = new Set(names.flatMap((name) => programs[name].sources));
  const watchers: FSWatcher[] = [];
  for (const source of sources) {
    const recursive = statSync(join(root, source)).isDirectory();
    // A file is watched through its folder: an editor that saves by renaming puts another file in
    // its place, and a watch would stay with the old one.
    const folder = recursive ? source : dirname(source);
    const watcher = watch(join(root, folder), { recursive }, (_, file) =>
      noticed(file === null ? source : `${folder}/${file}`),
    );
    watchers.push(watcher);
  }
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};
