import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../../schemas/record.schema.json' with { type: 'json' };
import { replayRecord } from '../../../src/decision/replay.ts';
import type { UnblockRecord } from '../../../src/generated/record.ts';
import { markPath } from '../../../src/records/files.ts';
import { entityKey } from '../../../src/request/entity.ts';
import { accountOf } from '../world/tenant.ts';
import type { BranchCommit, SimBranch } from '../world/records.ts';
import { tenantNamed, type Machine } from '../world/world.ts';
import { judgeAftermath } from './aftermath.ts';
import { judgeMemory } from './drift.ts';
import { judgeMarks, noteMissing } from './marks.ts';
import { liftedBefore } from './sending.ts';
import { parentOf, recordIn, recordNames, type Claim, type Unblock, type Watching } from './state.ts';
import { claimsOnce } from './one-claim.ts';
import { judgePhase } from './truth.ts';

const isRecord = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

/** From each phase to those that may follow it, by the specification. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  none: ['Pending', 'Applying', 'NotRestricted', 'Denied', 'Expired'],
  Pending: ['Pending', 'Applying', 'NotRestricted', 'Denied', 'Expired', 'Withdrawn'],
  Applying: ['Applying', 'Pending', 'Unblocked', 'NotRestricted', 'Denied', 'Expired', 'Failed', 'Withdrawn'],
};

/** Holds what was pushed to a records branch against every rule that speaks of records. */
export function judgePush(
  machine: Machine | null,
  branch: SimBranch,
  commits: readonly BranchCommit[],
  watching: Watching,
): void {
  for (const commit of commits) {
    const parent = parentOf(branch, commit);
    for (const name of recordNames(commit)) {
      if (commit.files.get(`records/${name}.json`)?.commit !== commit.id) continue;
      judgeRecord({ machine, branch, name, commit, parent, watching });
    }
    if (machine) {
      keepsEverything(branch, commit, parent, watching);
      judgeMarks(branch, commit, watching);
    } else {
      for (const name of gone(commit, parent)) watching.disturbed.add(`${branch.tenant}/${name}`);
      noteMissing(branch, commit, parent, watching);
    }
    judgeMemory({ machine, branch, commit, parent, watching });
    claimsOnce({ machine, branch, commit, watching });
  }
}

/** One record that a commit wrote. */
export interface Written {
  readonly machine: Machine | null;
  readonly branch: SimBranch;
  readonly name: string;
  readonly commit: BranchCommit;
  readonly parent: BranchCommit | undefined;
  readonly watching: Watching;
}

function judgeRecord(written: Written): void {
  const { machine, branch, name, commit, parent, watching } = written;
  const id = `${branch.tenant}/${name}`;
  const record = recordIn(commit, name);
  const before = recordIn(parent, name);
  if (!machine) {
    watching.disturbed.add(id);
    return;
  }
  if (!record || !isRecord(record)) {
    watching.broken('valid record', `${id}: ${JSON.stringify(isRecord.errors?.[0] ?? 'unreadable')}`);
    return;
  }
  if (record.request.id !== id) watching.broken('valid record', `${id} holds the record of ${record.request.id}`);
  const replayed = replayRecord(record);
  // What a stranger made up stays what it was, whoever ends the claim in it.
  const isMadeUp = watching.disturbed.has(id) && same(record.decision, before?.decision);
  if (replayed.verdict === 'different' && !isMadeUp) {
    watching.broken('replays', `${id} (${record.phase}): ${JSON.stringify(replayed.differences[0])}`);
  }
  steps(id, before, record, watching);
  remember(written, record);
  judgePhase(written, before, record);
  judgeAftermath(written, before, record);
}

function steps(id: string, before: UnblockRecord | undefined, record: UnblockRecord, watching: Watching): void {
  if (watching.disturbed.has(id)) return;
  const next = NEXT[before?.phase ?? 'none'];
  if (next) {
    if (!next.includes(record.phase)) {
      watching.broken('phases', `${id} went from ${before?.phase ?? 'nothing'} to ${record.phase}`);
    }
    return;
  }
  const same = before?.phase === record.phase && JSON.stringify(before.request) === JSON.stringify(record.request);
  if (!same) watching.broken('terminal', `${id} was settled as ${before?.phase ?? '?'} and is ${record.phase} now`);
}

function remember({ machine, branch, name, commit, parent, watching }: Written, record: UnblockRecord): void {
  const id = `${branch.tenant}/${name}`;
  const { world, phases, claims, unblocks } = watching;
  const nowMs = world.scheduler.nowMs();
  const before = recordIn(parent, name);
  phases.set(id, [...(phases.get(id) ?? []), { phase: record.phase, atMs: nowMs, by: machine }]);
  const account = accountOf(tenantNamed(world, branch.tenant), record.request.entity);
  const unblock: Unblock = {
    name: id,
    key: entityKey(record.request.entity),
    account,
    fencedAt: record.restriction?.fencedAt,
    atMs: commit.committedAtMs,
  };
  if (record.phase === 'Unblocked' && before?.phase !== 'Unblocked') {
    const other = unblocks.find(
      ({ key, fencedAt }) => key === unblock.key && fencedAt && fencedAt === unblock.fencedAt,
    );
    if (other) watching.broken('one claim', `${id} is called unblocked, and ${other.name} had lifted it`);
    unblocks.push(unblock);
  }
  const attempt = record.attempts.at(-1);
  const isNew = record.attempts.length > (before?.attempts.length ?? 0);
  if (machine && record.phase === 'Applying' && attempt?.result === 'claimed' && isNew) {
    const claim: Claim = {
      holder: machine,
      tenant: branch.tenant,
      name,
      record,
      commit: commit.id,
      arrivedAtMs: nowMs,
      unblockedBefore: unblocks.filter((one) => account !== undefined && one.account === account),
    };
    claims.push(claim);
    const lifted = liftedBefore(claim, watching);
    if (lifted) watching.broken('one claim', `${id} claims what ${lifted.name} had lifted`);
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function gone(commit: BranchCommit, parent: BranchCommit | undefined): readonly string[] {
  const left = new Set(recordNames(commit));
  return recordNames(parent).filter((name) => !left.has(name));
}

/** A commit keeps every file that was there. */
function keepsEverything(
  branch: SimBranch,
  commit: BranchCommit,
  parent: BranchCommit | undefined,
  watching: Watching,
): void {
  // Somebody deleted the record of a mark; with a record that is begun anew the mark goes too.
  const stale = new Set(
    recordNames(commit)
      .filter((name) => !recordIn(parent, name))
      .map(markPath),
  );
  for (const path of parent?.files.keys() ?? []) {
    if (!commit.files.has(path) && !stale.has(path)) {
      watching.broken('nothing lost', `${branch.tenant}: ${path} is gone`);
    }
  }
}
