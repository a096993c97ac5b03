import { entityKey } from '../../../src/request/entity.ts';
import { wasEver } from '../oracle/approval.ts';
import { commitAt, landingOf } from '../world/control.ts';
import { POLICY, type Rulebook } from '../world/policies.ts';
import { branchNamed, type SentRemove, type ShownRow, type ToldList } from '../world/world.ts';
import { headOf } from '../world/records.ts';
import { accountOf, fencedAt, keysOf, lastSecured, type SimAccount } from '../world/tenant.ts';
import { MINUTE, momentOf, SECOND, stamp } from '../world/time.ts';
import { listTold, recordIn, rulebookOfClaim, type Claim, type Sent, type Unblock, type Watching } from './state.ts';

/** The longest GitHub's API lags behind. */
const LAG_MS = 3 * SECOND;
const LIST_VALID_MS = MINUTE;

/** Holds a remove against every rule that speaks of sending, at the moment it is sent. */
export function judgeSending(remove: SentRemove, watching: Watching): void {
  const { machine, tenant, key, sentAtMs } = remove;
  const claim = watching.claims.findLast(
    (one) => one.holder === machine && one.tenant === tenant.name && entityKey(one.record.request.entity) === key,
  );
  const sent = { remove, claim };
  const earlier = [...watching.sent];
  watching.sent.push(sent);
  if (!claim) {
    watching.broken('one call a claim', `${machine.name} sends a remove of ${key} without a claim`);
    return;
  }
  const judging: Judging = { watching, remove, claim, sentAtMs };
  const list = listTold(machine, tenant.name);
  isCurrent(judging);
  isInTime(judging, list);
  isOnTheList(judging, list);
  isApproved(judging, list);
  isAnswered(judging);
  isSecured(judging);
  isWithinLimits(judging);
  for (const one of earlier) isNoRepetition(judging, one);
}

interface Judging {
  readonly watching: Watching;
  readonly remove: SentRemove;
  readonly claim: Claim;
  readonly sentAtMs: number;
}

function isCurrent({ watching, remove, claim }: Judging): void {
  const { machine, tenant } = remove;
  const head = headOf(branchNamed(watching.world, tenant.name));
  const record = recordIn(head, claim.name);
  const attempt = record?.attempts.at(-1);
  const current =
    record?.phase === 'Applying' &&
    attempt?.result === 'claimed' &&
    head?.files.get(`records/${claim.name}.json`)?.commit === claim.commit;
  // GitHub may say of a living run that it has ended; then two lists keep the new holder from sending too early.
  const disturbed = watching.disturbed.has(`${tenant.name}/${claim.name}`);
  if (!current && !disturbed && !watching.takenOver.has(claim.commit)) {
    watching.broken('current claim', `${machine.name} sends under a claim of ${claim.name} that was taken over`);
  }
}

function isInTime({ watching, remove, claim, sentAtMs }: Judging, list: ToldList | undefined): void {
  const { leaseMs } = claim.record.attempts.at(-1) ?? { leaseMs: 0 };
  if (sentAtMs > claim.arrivedAtMs + leaseMs / 2) {
    watching.broken(
      'first half',
      `sent ${sentAtMs - claim.arrivedAtMs} ms after the claim, of a lease of ${leaseMs} ms`,
    );
  }
  if (!list || sentAtMs - list.calledAtMs > LIST_VALID_MS) {
    watching.broken('fresh list', `${remove.machine.name} sends on a list that is too old`);
  }
}

/** The claim is about the newest row of the account, on a list that was complete. */
function isOnTheList({ watching, remove, claim }: Judging, list: ToldList | undefined): void {
  const fence = rulebookOfClaim(watching, claim)?.fence ?? 'changed';
  const account = accountOf(remove.tenant, claim.record.request.entity);
  const newest = list ? newestFence(rowsOf(account, list), fence) : -Infinity;
  if (!list?.complete) watching.broken('complete list', `${remove.machine.name} sends on an incomplete list`);
  else if (claim.record.restriction?.fencedAt !== stamp(newest)) {
    watching.broken(
      'newest row',
      `claimed ${claim.record.restriction?.fencedAt ?? 'nothing'}, and the newest row is of ${Number.isFinite(newest) ? stamp(newest) : 'nobody'}`,
    );
  }
}

function newestFence(rows: readonly ShownRow[], fence: Rulebook['fence']): number {
  return Math.max(...rows.map((row) => fencedAt(asRow(row), fence)));
}

function asRow({ entity, createdAtMs, changedAtMs }: ShownRow) {
  return { entity, createdAtMs, changedAtMs, removedAtMs: Infinity, lingersUntilMs: 0 };
}

/** The rows of a list that belong to an account. */
export function rowsOf(account: SimAccount | undefined, { rows }: ToldList): readonly ShownRow[] {
  const keys = account ? keysOf(account) : [];
  return rows.filter(({ entity }) => keys.includes(entityKey(entity)));
}

/** Somebody allowed to approved exactly these bytes, and the default branch was looked at again before the claim. */
function isApproved({ watching, remove, claim, sentAtMs }: Judging, list: ToldList | undefined): void {
  const { world } = watching;
  const { machine } = remove;
  const { path, blob, landingCommit } = claim.record.request;
  // The parts of a process look for themselves, one for each tenant, and any of these looks may be this part's.
  const looks = machine.told.tips
    .filter(({ sampledAtMs }) => list && sampledAtMs >= list.sampledAtMs && sampledAtMs <= claim.arrivedAtMs)
    .map(({ commit }) => commitAt(world.control, commit));
  const same = looks.filter(
    ({ id, tree }) => tree.get(path) === blob && landingOf(world.control, id, path)?.id === landingCommit,
  );
  const tip = same.find(({ tree }) => tree.get(POLICY) === claim.record.decision?.policyBlob);
  if (looks.length === 0) {
    watching.broken('fetched again', `${machine.name} did not look at the default branch after the list`);
  } else if (same.length === 0) {
    watching.broken('these bytes', `${path} has other bytes or another landing than those that were approved`);
  } else if (!tip) {
    watching.broken('this policy', `${path} was decided under another policy than the one that holds`);
  }
  if (!tip) return;
  const fenced = claim.record.restriction ? momentOf(claim.record.restriction.fencedAt) : null;
  const subject = { tip: tip.id, path, fencedAtMs: fenced };
  if (!wasEver('stands', world, subject, machine.startedAtMs - LAG_MS, sentAtMs)) {
    watching.broken('approved', `nobody who may has approved ${path} as it is`);
  }
}

/** What the request says fits the restriction it lifts. */
function isAnswered({ watching, claim }: Judging): void {
  const ask = watching.world.asks.get(claim.record.request.blob);
  const { restriction } = claim.record;
  if (!ask || !restriction) {
    watching.broken('these bytes', 'the claim is about bytes that nobody wrote, or about no restriction');
    return;
  }
  if (ask.attestedAtMs <= momentOf(restriction.fencedAt)) {
    watching.broken('newer restriction', `attested before the restriction of ${restriction.fencedAt}`);
  }
  const { restrictedSinceMs } = ask;
  if (restrictedSinceMs !== undefined && second(restrictedSinceMs) !== second(momentOf(restriction.createdAt))) {
    watching.broken('newer restriction', `answers a restriction of ${stamp(restrictedSinceMs)}`);
  }
}

function second(atMs: number): number {
  return Math.floor(atMs / SECOND);
}

function isSecured({ watching, remove, claim, sentAtMs }: Judging): void {
  const { entity } = claim.record.request;
  const account = accountOf(remove.tenant, entity);
  if (!account || 'connector' in entity) return;
  const securedAtMs = lastSecured(account, sentAtMs) ?? -Infinity;
  if (securedAtMs <= momentOf(claim.record.restriction?.fencedAt ?? stamp(0))) {
    watching.broken('evidence', `${entityKey(entity)} was not secured after the restriction`);
  }
}

function isWithinLimits({ watching, remove, claim }: Judging): void {
  const { machine, tenant } = remove;
  const book = rulebookOfClaim(watching, claim);
  const claimed = new Set(
    watching.sent
      .filter((one) => one.remove.machine === machine && one.remove.tenant === tenant)
      .map(({ remove: { key } }) => key),
  );
  const limit = machine.maxUnblocks ?? book?.unblocksPerRun ?? 0;
  if (claimed.size > limit) watching.broken('limit', `${claimed.size} unblocks in a run that allows ${limit}`);
  const cap = book?.cap ?? 0;
  if (claim.unblockedBefore.length >= cap) {
    watching.broken('cap', `${remove.key} was unblocked ${claim.unblockedBefore.length} times, and ${cap} are allowed`);
  }
}

/** One call a restriction, unless what came of the call before is known to be nothing or looked up twice. */
function isNoRepetition({ watching, remove, claim }: Judging, earlier: Sent): void {
  const before = earlier.remove;
  const sameEntity = before.tenant === remove.tenant && before.key === remove.key;
  const named = namedFence(claim, watching);
  if (!sameEntity || (earlier.claim?.record.restriction?.fencedAt ?? '') < named) return;
  const nothingHappened = before.answer !== 'unknown' && before.answer !== 'accepted';
  if (nothingHappened && (before.heard || before.answer === 'throttled')) return;
  if (liftedBefore(claim, watching)) {
    watching.broken('never after a 2xx', `${remove.key}: the restriction of ${named} was lifted already`);
  } else if (!sawItTwice(watching, remove, claim, earlier)) {
    watching.broken('two lists', `${remove.key} is sent again without two complete lists a lease apart`);
  }
}

/** The unblock that lifted, as the branch tells it, what a claim is to lift: all its entity had by then was lifted with it. */
export function liftedBefore(claim: Claim, watching: Watching): Unblock | undefined {
  const named = namedFence(claim, watching);
  const key = entityKey(claim.record.request.entity);
  return claim.unblockedBefore.find((one) => one.key === key && one.fencedAt !== undefined && one.fencedAt >= named);
}

/** The newest time of the rows of the claim's own entity, on the list it rests on. */
function namedFence(claim: Claim, watching: Watching): string {
  const fence = rulebookOfClaim(watching, claim)?.fence ?? 'changed';
  const key = entityKey(claim.record.request.entity);
  const rows = listTold(claim.holder, claim.tenant)?.rows.filter(({ entity }) => entityKey(entity) === key) ?? [];
  return rows.length === 0 ? '~' : stamp(newestFence(rows, fence));
}

function sawItTwice(watching: Watching, { machine, tenant, key }: SentRemove, claim: Claim, earlier: Sent): boolean {
  const leaseMs = earlier.claim?.record.attempts.at(-1)?.leaseMs ?? 0;
  const fence = rulebookOfClaim(watching, claim)?.fence ?? 'changed';
  const { record } = claim;
  const fencedMs = momentOf(record.restriction?.fencedAt ?? stamp(0));
  const account = accountOf(tenant, record.request.entity);
  const showing = machine.told.lists.filter(
    (list) =>
      list.tenant === tenant.name &&
      list.complete &&
      list.rows.some((row) => entityKey(row.entity) === key) &&
      newestFence(rowsOf(account, list), fence) === fencedMs,
  );
  const [first] = showing;
  const last = showing.at(-1);
  return (
    first !== undefined &&
    last !== undefined &&
    last.calledAtMs - first.sampledAtMs >= leaseMs &&
    last.sampledAtMs >= earlier.remove.sentAtMs
  );
}
