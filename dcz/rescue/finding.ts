/** What was found in one process's data, and what was done about it. */
export interface Finding {
  readonly process: "cloud" | "gateway" | "edge";
  /** The file, or the folder, that was looked at. */
  readonly place: string;
  readonly state:
    | "absent"
    | "sound"
    | "rescued"
    /** Another process uses the data: nothing was touched. */
    | "in_use"
    /** Written by a later version of the program: nothing was touched. */
    | "newer"
    /** The system does not let us read or write there. */
    | "refused";
  /** What the system or the database said. */
  readonly detail?: string;
  /** What is there now: points of the cloud, messages of the others that wait. */
  readonly present?: number;
  /** What was read out of damaged files: rows of the cloud, messages of the others. */
  readonly rescued?: number;
  /** What is known to be gone: commits of the cloud, messages of the others; undefined when nobody knows. */
  readonly missing?: number;
  /** Where the damaged files were put; they are never changed or deleted. */
  readonly setAside?: string;
  /** Whether everything that was acknowledged is there. */
  readonly isWhole: boolean;
}

/** Examines and rescues what stands in a data folder. */
export type Rescue = (dataDir: string) => Promise<readonly Finding[]>;
