import type { UnblockRecord } from '../generated/record.ts';
import type { RecordsView } from '../records/store.ts';
import type { Intended } from './carry-out.ts';
import type { Candidate, Desired } from './desired.ts';
import type { Judged } from './findings.ts';
import type { Intention } from './intend.ts';
import { phaseOf } from './record-updates.ts';
import type { Settlement } from './settle.ts';
import type { Held } from './stuck-claims.ts';
import type { Attention, RequestResult, TenantRun } from './types.ts';

/** Everything a tenant's run leaves to be told. */
export interface Told {
  readonly before: RecordsView;
  readonly after: RecordsView;
  readonly desired: Desired;
  /** Those of the removed files whose records this run ends. */
  readonly withdrawn: Desired['withdrawn'];
  readonly expired: readonly Candidate[];
  readonly held: readonly Held[];
  readonly intention: Intention;
  readonly settlements: readonly Settlement[];
  readonly lost: readonly Intended[];
  readonly run: TenantRun;
}

type Draft = Omit<RequestResult, 'changed'>;

/** One result for every unsettled request and every one this run changed, in the order of their ids. */
export function resultsOf(told: Told): readonly RequestResult[] {
  const drafts = [
    ...told.desired.invalid.map(({ id, problems }): Draft =>
      draft(id, 'Invalid', problems.map(({ message }) => message).join('; '), 'refused'),
    ),
    ...told.desired.withdrawn.map(({ name, stored }) =>
      told.withdrawn.some((one) => one.name === name)
        ? draft(stored.record.request.id, 'Withdrawn', 'the file was removed before it was settled', 'none')
        : draft(stored.record.request.id, 'Applying', 'the file was removed while another run holds a claim', 'none'),
    ),
    ...told.expired.map((one) => draft(one.request.id, 'Expired', "past the policy's ttl", expiryAttention(one))),
    ...told.held.map(({ candidate, reason }) => draft(candidate.request.id, 'Applying', reason, 'none')),
    ...told.intention.resumed.map(({ candidate }) =>
      draft(candidate.request.id, 'Unblocked', 'an earlier run unblocked it; verified', 'none'),
    ),
    ...told.intention.settled.map(judgedDraft),
    ...told.intention.waiting.map((one) =>
      draft(one.candidate.request.id, 'Pending', one.because.message, one.because.attention),
    ),
    ...told.settlements.map(({ judged, phase, reason, attention }) =>
      draft(judged.candidate.request.id, phase, reason, attention),
    ),
    ...told.lost.map(({ judged }) => lostDraft(judged, told.after)),
  ];
  return drafts
    .map((one) => ({ ...one, changed: hasChanged(one.id, told) }))
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

function draft(id: string, phase: RequestResult['phase'], reason: string, attention: Attention): Draft {
  return { id, phase, reason, attention };
}

function judgedDraft(judged: Judged): Draft {
  const { decision, candidate } = judged;
  const failed = decision.predicates.filter(({ satisfied }) => !satisfied);
  const told = failed.length > 0 ? failed : decision.predicates.slice(-1);
  const reason = told.map((one) => one.reason).join('; ');
  return draft(candidate.request.id, phaseOf(judged), reason, attentionOf(decision.outcome));
}

/** What another run claimed first stands where that run has left it. */
function lostDraft({ candidate }: Judged, { open }: RecordsView): Draft {
  const phase = open.get(candidate.name)?.record.phase ?? candidate.stored?.record.phase ?? 'Pending';
  return draft(candidate.request.id, phase, 'another run claimed it first', 'none');
}

function attentionOf(outcome: Judged['decision']['outcome']): Attention {
  if (outcome === 'denied') return 'refused';
  return outcome === 'indeterminate' ? 'unreachable' : 'none';
}

/** A request that was old before anybody looked at it settles quietly. */
function expiryAttention({ stored }: Candidate): Attention {
  return stored ? 'refused' : 'none';
}

function hasChanged(id: string, { before, after, run }: Told): boolean {
  const name = id.slice(run.policy.tenant.length + 1);
  return (
    after.settled.has(name) !== before.settled.has(name) ||
    text(after.open.get(name)?.record) !== text(before.open.get(name)?.record)
  );
}

function text(record: UnblockRecord | undefined): string {
  return JSON.stringify(record ?? null);
}
