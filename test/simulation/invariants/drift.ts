import type { DriftRecord } from '../../../src/generated/drift.ts';
import { entityKey } from '../../../src/request/entity.ts';
import { headOf, type BranchCommit, type SimBranch } from '../world/records.ts';
import { shownAt, type Row, type SimTenant } from '../world/tenant.ts';
import { MINUTE, stamp } from '../world/time.ts';
import { branchNamed, tenantNamed, type Machine } from '../world/world.ts';
import { rulebookOf } from '../oracle/approval.ts';
import { tipOf } from '../world/control.ts';
import { recordIn, recordNames, type Memory, type Watching } from './state.ts';

const parses = new WeakMap<Uint8Array, DriftRecord>();

/** What a branch remembers of drift; undefined where there is nothing. Nobody but the program writes it. */
export function driftIn(commit: BranchCommit | undefined): DriftRecord | undefined {
  const file = commit?.files.get('drift.json');
  if (!file) return undefined;
  const known = parses.get(file.bytes);
  if (known) return known;
  const drift: DriftRecord = JSON.parse(new TextDecoder().decode(file.bytes));
  parses.set(file.bytes, drift);
  return drift;
}

/** What a process newly calls cleared outside is gone, and what it remembers follows from what it can have read. */
export function judgeMemory(written: WrittenDrift): void {
  const { branch, commit, parent, machine, watching } = written;
  const memories = watching.memories.get(branch.tenant) ?? [];
  const [before, after] = [parent, commit].map(driftIn).map(memoryOf);
  if (machine && before !== after) {
    callsClearedWhatIsGone(written);
    followsFromWhatWasRead(written, machine, memories);
  }
  const memory = { atMs: watching.world.scheduler.nowMs(), memory: after ?? '' };
  watching.memories.set(branch.tenant, [...memories, memory]);
}

/** One commit of a records branch, whoever made it. */
export interface WrittenDrift {
  readonly branch: SimBranch;
  readonly commit: BranchCommit;
  readonly parent: BranchCommit | undefined;
  readonly machine: Machine | null;
  readonly watching: Watching;
}

function callsClearedWhatIsGone({ branch, commit, parent, watching }: WrittenDrift): void {
  const { world } = watching;
  const known = new Set(driftIn(parent)?.cleared.map(keyOfSeen));
  const { rows } = tenantNamed(world, branch.tenant);
  for (const one of driftIn(commit)?.cleared.filter((other) => !known.has(keyOfSeen(other))) ?? []) {
    const stands = rows.some((row) => keyOf(row) === keyOfSeen(one) && row.removedAtMs > world.scheduler.nowMs());
    const ours = rows.some((row) => keyOf(row) === keyOfSeen(one) && isOurs(row, branch.tenant, watching));
    if (ours) watching.broken('drift', `${keyOfSeen(one)} is called cleared outside, and a record says that we did it`);
    if (stands) watching.broken('drift', `${keyOfSeen(one)} is called cleared outside, and stands`);
  }
}

/** A list is compared with a memory that stood while the process ran, before it read the list: else it may be older. */
function followsFromWhatWasRead(
  { branch, parent, watching }: WrittenDrift,
  { told, startedAtMs, name }: Machine,
  memories: readonly Memory[],
): void {
  const list = told.lists.findLast(({ tenant }) => tenant === branch.tenant);
  const before = memoryOf(driftIn(parent));
  const begins = memories.findLast(({ atMs }) => atMs <= startedAtMs)?.memory ?? memoryOf(undefined);
  const during = memories.filter(({ atMs }) => list && atMs > startedAtMs && atMs <= list.sampledAtMs);
  if (list && [begins, ...during.map(({ memory }) => memory)].includes(before)) return;
  watching.broken('drift', `${name} compares an older list with what another has remembered since`);
}

function memoryOf(drift: DriftRecord | undefined): string {
  return JSON.stringify([drift?.seen ?? [], drift?.cleared ?? []]);
}

/** Once all is at rest, the drift is what the tenant shows outside any request. */
export function judgeDrift(watching: Watching): void {
  for (const tenant of watching.world.tenants.values()) {
    tellsUnrequested(tenant, watching);
    tellsClearedOutside(tenant, watching);
  }
}

function tellsUnrequested(tenant: SimTenant, watching: Watching): void {
  const { world } = watching;
  const told = driftIn(headOf(branchNamed(world, tenant.name)))?.drift.filter(({ kind }) => kind === 'Unrequested');
  const keys = new Set(told?.map(({ entity }) => entity));
  const shown = new Set(shownAt(tenant, world.scheduler.nowMs()).map(({ entity }) => entityKey(entity)));
  const asked = new Set([...world.asks.values()].map(({ entity }) => entityKey(entity)));
  for (const key of keys) {
    if (key === null || !shown.has(key))
      watching.broken('drift', `${key ?? '?'} is called unrequested, and is not restricted`);
  }
  for (const key of shown) {
    if (!asked.has(key) && !keys.has(key))
      watching.broken('drift', `${key} is restricted, nobody asks, and the drift is silent`);
  }
}

function tellsClearedOutside(tenant: SimTenant, watching: Watching): void {
  const { world, disturbed } = watching;
  const branch = branchNamed(world, tenant.name);
  const cleared = driftIn(headOf(branch))?.cleared ?? [];
  const isForged = [...disturbed].some((id) => id.startsWith(`${tenant.name}/`));
  for (const one of cleared) {
    const row = tenant.rows.find((other) => keyOf(other) === keyOfSeen(one));
    if (!row || row.removedAtMs === Infinity)
      watching.broken('drift', `${one.entity} is called cleared, and is restricted`);
    else if (isOurs(row, tenant.name, watching) && !isForged)
      watching.broken('drift', `${one.entity} is called cleared, and we did it`);
  }
  const told = new Set(cleared.map(keyOfSeen));
  const seen = new Set(branch.commits.flatMap((commit) => (driftIn(commit)?.seen ?? []).map(keyOfSeen)));
  for (const row of tenant.rows.filter((one) => seen.has(keyOf(one)) && isForeign(one, tenant, watching))) {
    if (!told.has(keyOf(row))) watching.broken('drift', `${keyOf(row)} was seen and cleared, and nothing tells it`);
  }
}

/** Whether a record of its tenant calls this restriction unblocked, as it was in the end or as it was before it changed. */
function isOurs({ entity, createdAtMs, removedAtMs }: Row, tenant: string, { unblocks }: Watching): boolean {
  const [from, to] = [stamp(createdAtMs), removedAtMs === Infinity ? '~' : stamp(removedAtMs)];
  return unblocks
    .filter(({ name, key }) => name.startsWith(`${tenant}/`) && key === entityKey(entity))
    .some(({ fencedAt = '' }) => from <= fencedAt && fencedAt <= to);
}

/** How far a run's clock is off at most. */
const MOST_SKEW_MS = 4 * MINUTE;

/** Whether nobody here had a hand in its going, as long ago as it counts in the cap. */
function isForeign(row: Row, tenant: SimTenant, watching: Watching): boolean {
  const { world, sent } = watching;
  const countsForMs = rulebookOf(world, tipOf(world.control))?.capWithinMs ?? 0;
  const key = entityKey(row.entity);
  const wasSent = sent.some(({ remove }) => remove.tenant === tenant && remove.key === key);
  // It counts from when a run noticed it, by that run's clock, which may be behind.
  const since = world.scheduler.nowMs() - countsForMs + MOST_SKEW_MS;
  const counts = row.removedAtMs !== Infinity && row.removedAtMs > since;
  return counts && !wasSent && !isOurs(row, tenant.name, watching) && !isClaimed(key, tenant, watching);
}

/** As long as a claim stands, nobody says whose doing it was; one from the future stands until somebody mends it. */
function isClaimed(key: string, tenant: SimTenant, { world }: Watching): boolean {
  const head = headOf(branchNamed(world, tenant.name));
  const records = recordNames(head).flatMap((name) => recordIn(head, name) ?? []);
  return records.some(({ phase, request }) => phase === 'Applying' && entityKey(request.entity) === key);
}

function keyOf({ entity, createdAtMs }: Row): string {
  return `${entityKey(entity)} ${stamp(createdAtMs)}`;
}

function keyOfSeen({ entity, createdAt }: Pick<DriftRecord['seen'][number], 'entity' | 'createdAt'>): string {
  return `${entity} ${createdAt ?? ''}`;
}
