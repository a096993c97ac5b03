import type { UnblockRecord } from '../../../src/generated/record.ts';
import type { Invariant } from './rules.ts';
import type { Rulebook } from '../world/policies.ts';
import type { BranchCommit, SimBranch } from '../world/records.ts';
import type { SimAccount } from '../world/tenant.ts';
import type { Machine, SentRemove, ToldList, World } from '../world/world.ts';

/** A claim that stands or stood on a records branch. */
export interface Claim {
  readonly holder: Machine;
  readonly tenant: string;
  readonly name: string;
  readonly record: UnblockRecord;
  readonly commit: string;
  /** When the branch had it. */
  readonly arrivedAtMs: number;
  /** Requests of the same account that the branch called unblocked when the claim was made. */
  readonly unblockedBefore: readonly Unblock[];
}

/** An unblock as the branch tells it. */
export interface Unblock {
  readonly name: string;
  /** The entity's key. */
  readonly key: string;
  readonly account: SimAccount | undefined;
  readonly fencedAt: string | undefined;
  readonly atMs: number;
}

/** A remove with the claim its process sent it under. */
export interface Sent {
  readonly remove: SentRemove;
  readonly claim: Claim | undefined;
}

/** A phase a record was seen in. */
export interface Seen {
  readonly phase: UnblockRecord['phase'];
  readonly atMs: number;
  readonly by: Machine | null;
}

/** What a records branch remembered of the list, and from when on. */
export interface Memory {
  readonly atMs: number;
  readonly memory: string;
}

/** What the watchers remember of a story. */
export interface Watching {
  readonly world: World;
  readonly claims: Claim[];
  /** Commits of claims that somebody ended whom the rules let. */
  readonly takenOver: Set<string>;
  /** Commits of claims from the future beside which the rules let another be made. */
  readonly passed: Set<string>;
  readonly sent: Sent[];
  readonly unblocks: Unblock[];
  /** By `<tenant>/<name>`, oldest first. */
  readonly phases: Map<string, Seen[]>;
  /** Requests whose records a stranger touched: nothing can be said of what becomes of them. */
  readonly disturbed: Set<string>;
  /** Requests from whose records a stranger took the mark. */
  readonly unmarked: Set<string>;
  /** By tenant, oldest first. */
  readonly memories: Map<string, readonly Memory[]>;
  broken(rule: Invariant, text: string): void;
}

/** The rulebook a claim was decided under. */
export function rulebookOfClaim({ world }: Watching, { record }: Claim): Rulebook | undefined {
  return world.rulebooks.get(record.decision?.policyBlob ?? '');
}

/** The newest list a process was told of a tenant. */
export function listTold({ told }: Machine, tenant: string): ToldList | undefined {
  return told.lists.findLast((list) => list.tenant === tenant);
}

/** A record as a commit of a branch holds it; undefined where there is none that can be read. */
export function recordIn(commit: BranchCommit | undefined, name: string): UnblockRecord | undefined {
  const file = commit?.files.get(`records/${name}.json`);
  return file && parsed(file.bytes);
}

const parses = new WeakMap<Uint8Array, UnblockRecord>();

function parsed(bytes: Uint8Array): UnblockRecord | undefined {
  const known = parses.get(bytes);
  if (known) return known;
  try {
    const record: UnblockRecord = JSON.parse(new TextDecoder().decode(bytes));
    parses.set(bytes, record);
    return record;
  } catch {
    return undefined;
  }
}

/** Names of the records a commit holds. */
export function recordNames(commit: BranchCommit | undefined): readonly string[] {
  return [...(commit?.files.keys() ?? [])].flatMap((path) => /^records\/(.+)\.json$/u.exec(path)?.[1] ?? []);
}

/** The parent of a commit of a branch. */
export function parentOf({ commits }: SimBranch, { parent }: BranchCommit): BranchCommit | undefined {
  return commits.findLast(({ id }) => id === parent);
}
