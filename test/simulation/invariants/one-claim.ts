import type { UnblockRecord } from '../../../src/generated/record.ts';
import { entityKey } from '../../../src/request/entity.ts';
import type { BranchCommit, SimBranch } from '../world/records.ts';
import { accountOf } from '../world/tenant.ts';
import { MINUTE, momentOf } from '../world/time.ts';
import { tenantNamed, type Machine } from '../world/world.ts';
import { driftIn } from './drift.ts';
import { recordIn, recordNames, type Watching } from './state.ts';

interface Pushed {
  readonly machine: Machine | null;
  readonly branch: SimBranch;
  readonly commit: BranchCommit;
  readonly watching: Watching;
}

/** At most one claim an account and restriction, whatever request or address asks. What a stranger made up claims nothing. */
export function claimsOnce(pushed: Pushed): void {
  const { branch, commit, watching } = pushed;
  const seen = new Map<string, string>();
  for (const name of recordNames(commit)) {
    const record = recordIn(commit, name);
    const isOurs = watching.claims.some((one) => one.tenant === branch.tenant && one.name === name);
    if (record?.phase !== 'Applying' || !isOurs || isPassed(name, record, pushed)) continue;
    const account = accountOf(tenantNamed(watching.world, branch.tenant), record.request.entity);
    const first = account?.entities[0];
    const key = `${first ? entityKey(first) : name} ${record.restriction?.fencedAt ?? ''}`;
    const other = seen.get(key);
    if (other !== undefined) watching.broken('one claim', `${other} and ${name} both claim ${key}`);
    seen.set(key, name);
  }
}

/** Clocks are off by four minutes at most, and from five minutes on a commit counts as coming from the future: when a run begins. */
const LEAST_AHEAD_MS = MINUTE;

/**
 * Whether another claim may stand beside this one, as it comes from the future and its holder is over. Nobody ends it: its
 * record can't be believed, so it stays. Its remove is sent within half a lease of its making by its holder's monotonic
 * clock, wherever that one's wall clock is; so it is sent no more once its run has ended, or one and a half leases after a
 * run first noticed it. And what was sent has had its effect or never will, as nobody sends again before two lists that
 * were read a lease apart after he found the claim: the invariant `two lists` holds whoever claims beside it to that.
 */
function isPassed(name: string, record: UnblockRecord, { machine, branch, commit, watching }: Pushed): boolean {
  const writtenBy = commit.files.get(`records/${name}.json`)?.commit ?? '';
  if (watching.passed.has(writtenBy)) return true;
  const committedAtMs = branch.commits.find(({ id }) => id === writtenBy)?.committedAtMs ?? 0;
  const attempt = record.attempts.at(-1);
  if (!machine || !attempt || committedAtMs < machine.startedAtMs + LEAST_AHEAD_MS) return false;
  const id = `${branch.tenant}/${name}`;
  const noticedMs = branch.commits
    .flatMap((one) => driftIn(one)?.drift ?? [])
    .filter((one) => one.kind === 'RecordDamaged' && one.id === id && one.message.includes(writtenBy.slice(0, 10)))
    .flatMap(({ since }) => (since === null ? [] : [momentOf(since)]));
  const isOver =
    attempt.result !== 'claimed' ||
    machine.told.ended.has(attempt.run) ||
    noticedMs.some((atMs) => machine.latestClockMs >= atMs + attempt.leaseMs * 1.5);
  if (isOver) watching.passed.add(writtenBy);
  return isOver;
}
