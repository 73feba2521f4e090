export type Origin = "environment" | "start" | "preset";

/** One variable as the processes of this machine would get it. */
export interface Setting {
  readonly name: string;
  readonly processes: readonly string[];
  /** A secret's value never comes here. */
  readonly value: string | undefined;
  readonly secret: boolean;
  readonly set: boolean;
  readonly origin: Origin;
}

export interface MachineSettings {
  readonly settings: readonly Setting[];
  /** One sentence for each variable that some process would refuse. */
  readonly wrong: readonly string[];
}
