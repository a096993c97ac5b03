import type { ApprovedDecision } from '../decision/decide.ts';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import { plan, type UnsafePlan } from '../plan/plan.ts';
import type { Intended } from './carry-out.ts';
import type { Judged } from './findings.ts';
import type { History } from './history.ts';
import { claimedSame } from './takeover.ts';
import type { TenantRun } from './types.ts';

/** A judged request that has to wait for something the decision itself does not say. */
export interface Waiting extends Judged {
  readonly because: { readonly reason: string; readonly message: string; readonly attention: 'none' | 'refused' };
}

/** What follows from the judgements of a run. */
export interface Intention {
  readonly intended: readonly Intended[];
  /** Claims of dead runs whose work turned out to be done. */
  readonly resumed: readonly Judged[];
  /** Decisions that are recorded as they are. */
  readonly settled: readonly Judged[];
  readonly waiting: readonly Waiting[];
  readonly unsafe: UnsafePlan | undefined;
}

/** Plans the approved decisions, after a last look at whether the default branch still holds what was judged. */
export async function intend(
  judged: readonly Judged[],
  { unresolved }: Pick<History, 'unresolved'>,
  run: TenantRun,
): Promise<Intention> {
  const approved = judged.filter(isApproved);
  const due = approved.filter(({ decision }) => decision.restriction !== null);
  const current = due.length > 0 ? await unchanged(due, run) : new Set<string>();
  const planned = plan(
    due.filter(({ candidate }) => current.has(candidate.name)).map(({ decision }) => decision),
    run.options.maxUnblocks ?? run.policy.limits.unblocksPerRun,
  );
  const unsafe = 'unsafe' in planned ? planned : undefined;
  const changes = 'unsafe' in planned ? [] : planned.changes;
  const intended = changes.flatMap((change) => {
    const owner = due.find(({ candidate }) => candidate.request.id === change.requestId);
    return owner ? [{ change, judged: owner }] : [];
  });
  const going = new Set(intended.map(({ judged: one }) => one.candidate.name));
  const resumed = approved.filter(
    (one) => one.decision.restriction === null && claimedSame(one.candidate) && !isLiftedByAnother(one, unresolved),
  );
  return {
    intended,
    resumed,
    unsafe,
    settled: judged.filter((one) => !due.some((other) => other === one) && !resumed.some((other) => other === one)),
    waiting: due
      .filter(({ candidate }) => !going.has(candidate.name))
      .map((one) => ({ ...one, because: whyWaiting(one, planned, current) })),
  };
}

type JudgedApproved = Judged & { readonly decision: ApprovedDecision };

function isApproved(judged: Judged): judged is JudgedApproved {
  return judged.decision.outcome === 'approved';
}

/**
 * A claim from the future may have stood beside another's, which was made on two lists a lease apart that still showed the
 * restriction: what that one lifted, or may have lifted yet, this one has not.
 */
function isLiftedByAnother({ candidate, decision, input }: Judged, unresolved: History['unresolved']): boolean {
  const claimed = candidate.stored?.record.restriction?.fencedAt;
  const newest = unresolved.findLast(({ entity }) => decision.names.includes(entity));
  const isOlder = newest !== undefined && newest.request !== candidate.request.id;
  return isOlder || (claimed !== undefined && (input.tenant?.lifted.includes(claimed) ?? false));
}

function whyWaiting(
  { candidate }: Judged,
  planned: ReturnType<typeof plan>,
  current: ReadonlySet<string>,
): Waiting['because'] {
  if (!current.has(candidate.name)) {
    const message = 'the default branch moved while this was judged; the next run judges it again';
    return { reason: 'BranchMoved', message, attention: 'none' };
  }
  if ('unsafe' in planned) return { reason: 'TooManyUnblocks', message: planned.reason, attention: 'refused' };
  const other = planned.waiting.find(({ requestId }) => requestId === candidate.request.id);
  return { reason: 'AnotherRequest', message: other?.reason ?? 'another request goes first', attention: 'none' };
}

/** Names of the requests that the freshly fetched default branch still holds as they landed, under the same policy. */
async function unchanged(due: readonly Judged[], run: TenantRun): Promise<ReadonlySet<string>> {
  const { git } = run.ports;
  const tip = await git.fetchTip();
  if (tip.commit === run.tip.commit) return new Set(due.map(({ candidate }) => candidate.name));
  const policy = await git.entryAt(tip.commit, POLICY_PATH);
  if (policy?.blob !== run.policyBlob) return new Set();
  const kept = new Set<string>();
  for (const { candidate } of due) {
    // Bytes that were removed and put back meanwhile landed by another commit, whose approval nobody has judged.
    const landing = await git.landingCommit(tip.commit, candidate.request.path);
    if (landing?.commit === candidate.landing.commit) kept.add(candidate.name);
  }
  return kept;
}
