import type { UnblockRecord } from '../../../src/generated/record.ts';
import { entityKey } from '../../../src/request/entity.ts';
import { assertNever } from '../../../src/support/assert-never.ts';
import { wasEver } from '../oracle/approval.ts';
import { commitAt } from '../world/control.ts';
import { accountOf, fencedAt, liftedBy, rowsLiftedBy, type SimAccount } from '../world/tenant.ts';
import { momentOf, SECOND, stamp } from '../world/time.ts';
import { tenantNamed, type Machine, type ToldList } from '../world/world.ts';
import { rulebookOf } from '../oracle/approval.ts';
import type { Written } from './records.ts';
import { rowsOf } from './sending.ts';
import type { Watching } from './state.ts';

const LAG_MS = 3 * SECOND;

/** Holds the phase a process wrote against what it was told and what really was. */
export function judgePhase(written: Written, before: UnblockRecord | undefined, record: UnblockRecord): void {
  const { machine, watching, branch, name } = written;
  if (!machine) return;
  const id = `${branch.tenant}/${name}`;
  endsClaimRightly(written, machine, before, record);
  answersForItself(id, before, record, written);
  tellsTheAnswer(record, { machine, watching, id, tenant: branch.tenant });
  const problem = problemOf(record, before, { machine, watching, id, tenant: branch.tenant });
  if (problem !== undefined) watching.broken('truth of phases', `${id} is ${record.phase}: ${problem}`);
}

interface Context {
  readonly machine: Machine;
  readonly watching: Watching;
  readonly id: string;
  readonly tenant: string;
}

function problemOf(record: UnblockRecord, before: UnblockRecord | undefined, context: Context): string | undefined {
  switch (record.phase) {
    case 'Pending':
    case 'Applying':
      return undefined;
    case 'Unblocked':
      return isUnblocked(record, before, context) ? undefined : 'nothing shows that it was unblocked';
    case 'NotRestricted':
      return lacked(record, context, 'account') ? undefined : 'no complete list lacked every address of the account';
    case 'Denied':
      return mayBeDenied(record, context) ? undefined : 'nothing about it is wrong for good';
    case 'Expired':
      return isPastTtl(record, context) ? undefined : 'its time is not up';
    case 'Failed':
      return wasRefused(context) ? undefined : 'the tenant refused nothing';
    case 'Withdrawn':
      return isGone(record, context) ? undefined : 'its file is there';
    default:
      return assertNever(record.phase);
  }
}

function isPastTtl({ request: { landingCommit, reconciledCommit } }: UnblockRecord, context: Context): boolean {
  const { world } = context.watching;
  const ttlMs = rulebookOf(world, commitAt(world.control, reconciledCommit))?.ttlMs ?? 0;
  return context.machine.latestClockMs > commitAt(world.control, landingCommit).atMs + ttlMs;
}

function wasRefused({ machine, tenant }: Context): boolean {
  return machine.told.sent.some(({ answer, tenant: { name } }) => answer === 'refused' && name === tenant);
}

function isGone({ request: { path } }: UnblockRecord, { machine, watching: { world } }: Context): boolean {
  return machine.told.tips.some(({ commit }) => !commitAt(world.control, commit).tree.has(path));
}

/** Its own remove was accepted or a later list shows that it worked; or somebody's claim is found done. */
function isUnblocked(record: UnblockRecord, before: UnblockRecord | undefined, context: Context): boolean {
  if (before?.phase === 'Unblocked') return true;
  const { machine, tenant } = context;
  const own = machine.told.sent.filter(
    ({ tenant: { name }, key }) => name === tenant && key === entityKey(record.request.entity),
  );
  if (own.some(({ answer, heard }) => answer === 'accepted' && heard)) return true;
  const sameBytes = before?.request.blob === record.request.blob;
  return (
    before?.phase === 'Applying' && sameBytes && lacked(record, context, own.length > 0 ? 'restriction' : 'entity')
  );
}

/** Whether a complete list that the process was told lacks the account, the entity, or this very restriction. */
function lacked(
  { request, restriction }: UnblockRecord,
  { machine, watching, tenant }: Context,
  what: 'account' | 'entity' | 'restriction',
): boolean {
  const account = accountOf(tenantNamed(watching.world, tenant), request.entity);
  const key = entityKey(request.entity);
  const shows = (list: ToldList): boolean => {
    const rows = rowsOf(account, list);
    if (what === 'account') return rows.length > 0;
    const own = rows.filter((row) => entityKey(row.entity) === key);
    if (what === 'entity') return own.length > 0;
    return own.some(({ createdAtMs }) => stamp(createdAtMs) === restriction?.createdAt);
  };
  return machine.told.lists.some((list) => list.tenant === tenant && list.complete && !shows(list));
}

/** Whether something that no later run can see otherwise speaks against the request. */
function mayBeDenied(record: UnblockRecord, { machine, watching, tenant }: Context): boolean {
  const { world } = watching;
  const { path, blob, reconciledCommit, entity } = record.request;
  const nowMs = world.scheduler.nowMs();
  const ask = world.asks.get(blob);
  const account = accountOf(tenantNamed(world, tenant), entity);
  const book = rulebookOf(world, commitAt(world.control, reconciledCommit));
  if (!ask || !book) return false;
  const times = machine.told.lists
    .filter((list) => list.tenant === tenant)
    .flatMap((list) => rowsOf(account, list))
    .map((row) => ({ fence: fencedAt({ ...row, removedAtMs: 0, lingersUntilMs: 0 }, book.fence), row }));
  const fences = [null, ...times.map(({ fence }) => fence)];
  const subject = { tip: reconciledCommit, path };
  return (
    fences.some((fencedAtMs) =>
      wasEver('denied', world, { ...subject, fencedAtMs }, machine.startedAtMs - LAG_MS, nowMs),
    ) ||
    times.some(({ fence }) => ask.attestedAtMs <= fence) ||
    times.some(
      ({ row }) =>
        ask.restrictedSinceMs !== undefined &&
        Math.floor(ask.restrictedSinceMs / SECOND) !== Math.floor(row.createdAtMs / SECOND),
    ) ||
    // What was lifted outside, or by a claim whose end nobody learnt, counts as well.
    (account !== undefined && recordedOrLifted(account, nowMs, { watching, tenant }, book.fence) >= book.cap) ||
    (account !== undefined && liftedBy(tenantNamed(world, tenant), account, nowMs) >= book.cap)
  );
}

/** What is recorded as unblocked, though nothing may have come of it, and what was lifted besides. */
function recordedOrLifted(
  account: SimAccount,
  atMs: number,
  { watching, tenant }: Pick<Context, 'watching' | 'tenant'>,
  fence: 'changed' | 'created',
): number {
  const recorded = watching.unblocks.filter((one) => one.account === account);
  const besides = rowsLiftedBy(tenantNamed(watching.world, tenant), account, atMs).filter(
    (row) =>
      !recorded.some(
        ({ key, fencedAt: time }) =>
          key === entityKey(row.entity) && time !== undefined && momentOf(time) === fencedAt(row, fence),
      ),
  );
  return recorded.length + besides.length;
}

/** What a process heard of its remove is what it says of it. */
function tellsTheAnswer({ attempts, request, phase }: UnblockRecord, { machine, watching, id, tenant }: Context): void {
  const last = attempts.at(-1);
  const sent = machine.told.sent.findLast(
    (one) => one.tenant.name === tenant && one.key === entityKey(request.entity) && one.heard,
  );
  if (!sent || last?.run !== machine.run) return;
  if (last.result !== sent.answer) {
    watching.broken('truth of attempts', `${id} says ${last.result}, and the tenant said ${sent.answer}`);
  } else if (last.result === 'accepted' && phase !== 'Unblocked') {
    watching.broken('truth of attempts', `${id} is ${phase}, and the tenant accepted its remove`);
  }
}

/** Of another run's claim nobody says more than that it was abandoned: what its remove came to, only its holder heard. */
function answersForItself(
  id: string,
  before: UnblockRecord | undefined,
  { attempts }: UnblockRecord,
  { machine, watching }: Written,
): void {
  for (const [index, { run, result }] of before?.attempts.entries() ?? []) {
    const now = attempts[index];
    if (run === machine?.run || result === now?.result || (result === 'claimed' && now?.result === 'abandoned'))
      continue;
    watching.broken(
      'truth of attempts',
      `${id}: ${machine?.name ?? '?'} calls the attempt of ${run} ${now?.result ?? 'undone'}`,
    );
  }
}

/**
 * A claim is ended by its holder, or by whoever the rules let: its run has ended, it stood too long, or it is done. Done
 * it is as `Unblocked` alone: anything else would keep its holder from recording what it did.
 */
function endsClaimRightly(
  { branch, name, commit, watching }: Written,
  machine: Machine,
  before: UnblockRecord | undefined,
  { phase }: UnblockRecord,
): void {
  const attempt = before?.attempts.at(-1);
  if (before?.phase !== 'Applying' || attempt?.result !== 'claimed') return;
  const claim = watching.claims.findLast(
    (one) => one.tenant === branch.tenant && one.name === name && one.commit !== commit.id,
  );
  if (!claim || claim.holder === machine) return;
  const committedAtMs = Math.floor(branch.commits.find(({ id }) => id === claim.commit)?.committedAtMs ?? 0);
  const stoodTooLong = machine.latestClockMs >= committedAtMs + attempt.leaseMs * 1.5;
  const context = { machine, watching, id: name, tenant: branch.tenant };
  const isDone = phase === 'Unblocked' && lacked(before, context, 'entity');
  if (machine.told.ended.has(attempt.run) || stoodTooLong || isDone) {
    watching.takenOver.add(claim.commit);
    return;
  }
  watching.broken('takeover', `${machine.name} ended the claim of ${claim.holder.name} on ${name}`);
}
