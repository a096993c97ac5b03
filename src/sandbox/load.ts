import type { SystemName } from './faults.ts';

/** How busy each system of a world is and was. */
export interface Load {
  /** A request has come; what is returned says that it is answered. */
  began(system: SystemName): () => void;
  /** The most requests that a system ever had at once. */
  peak(system: SystemName): number;
}

/** Nobody has asked for anything yet. */
export function createLoad(): Load {
  const now = new Map<SystemName, number>();
  const peaks = new Map<SystemName, number>();
  const change = (system: SystemName, by: number): void => {
    const busy = (now.get(system) ?? 0) + by;
    now.set(system, busy);
    peaks.set(system, Math.max(busy, peaks.get(system) ?? 0));
  };
  return {
    began(system) {
      change(system, 1);
      return () => change(system, -1);
    },
    peak: (system) => peaks.get(system) ?? 0,
  };
}
