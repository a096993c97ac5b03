import type { ReconcileResult } from '../../../src/reconcile/types.ts';
import type { Entity } from '../../../src/request/entity.ts';
import type { Faults } from '../faults.ts';
import type { Random } from '../random.ts';
import type { Owner, Scheduler } from '../scheduler.ts';
import type { Trace } from '../trace.ts';
import type { Ask } from './asks.ts';
import type { Control } from './control.ts';
import type { Rulebook } from './policies.ts';
import type { BranchCommit, SimBranch } from './records.ts';
import type { Row, SimTenant } from './tenant.ts';

/** Everything outside the program, as it really is. */
export interface World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  faults: Faults;
  readonly control: Control;
  /** What files say, by blob. */
  readonly asks: Map<string, Ask>;
  readonly rulebooks: Map<string, Rulebook>;
  readonly tenants: ReadonlyMap<string, SimTenant>;
  readonly branches: ReadonlyMap<string, SimBranch>;
  readonly machines: Machine[];
  readonly watchers: Watchers;
  /** Ends a process where it stands. */
  kill(machine: Machine): void;
  /** A claim has arrived on a records branch. */
  claimed(tenant: string, name: string): void;
  /** What was unblocked gets itself restricted again. */
  restrictedAgain(tenant: SimTenant, entity: Entity): void;
}

/** One process that runs the program, and what it was told by the world. */
export interface Machine extends Owner {
  readonly name: string;
  /** `<run id>/<attempt>`. */
  readonly run: string;
  readonly startedAtMs: number;
  /** How far its wall clock is off. */
  skewMs: number;
  /** The latest its wall clock ever showed, in simulated time. */
  latestClockMs: number;
  /** From when on GitHub says that its run attempt has ended. */
  endedAtMs: number;
  /** The limit it was started with, where it was. */
  readonly maxUnblocks: number | undefined;
  readonly told: Told;
}

/** What one process was told. */
export interface Told {
  readonly tips: { readonly commit: string; readonly sampledAtMs: number }[];
  readonly lists: ToldList[];
  /** Run attempts of which GitHub said that they have ended. */
  readonly ended: Set<string>;
  readonly sent: SentRemove[];
}

/** A list of restricted entities as a process got it. */
export interface ToldList {
  readonly tenant: string;
  readonly calledAtMs: number;
  readonly sampledAtMs: number;
  readonly heardAtMs: number;
  readonly complete: boolean;
  readonly rows: readonly ShownRow[];
}

/** A row as a list showed it: what happens to it later does not change it. */
export type ShownRow = Pick<Row, 'entity' | 'createdAtMs' | 'changedAtMs'>;

/** A remove on its way and what came of it. */
export interface SentRemove {
  readonly machine: Machine;
  readonly tenant: SimTenant;
  readonly key: string;
  readonly sentAtMs: number;
  /** `throttled`, `refused` and `unauthorized` are definite: nothing was changed. */
  answer: 'unknown' | 'accepted' | 'throttled' | 'refused' | 'unauthorized';
  /** Whether its process heard the answer. */
  heard: boolean;
  /** Nothing of it happens after this. */
  readonly overAtMs: number;
}

/** Who is told what happens, to judge it. */
export interface Watchers {
  sent(remove: SentRemove): void;
  lifted(remove: SentRemove, rows: readonly Row[]): void;
  pushed(machine: Machine | null, branch: SimBranch, commits: readonly BranchCommit[]): void;
  returned(machine: Machine, result: ReconcileResult): void;
  threw(machine: Machine, error: unknown): void;
}

/** The tenant of a name that the story has. */
export function tenantNamed({ tenants }: Pick<World, 'tenants'>, name: string): SimTenant {
  const tenant = tenants.get(name);
  if (!tenant) throw new Error(`the story has no tenant ${name}`);
  return tenant;
}

/** The records branch of a tenant. */
export function branchNamed({ branches }: Pick<World, 'branches'>, name: string): SimBranch {
  const branch = branches.get(name);
  if (!branch) throw new Error(`the story has no tenant ${name}`);
  return branch;
}
