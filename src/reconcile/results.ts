import { shortfalls } from '../decision/shortfalls.ts';
import type { Phase } from '../records/phase.ts';
import type { RecordsView } from '../records/store.ts';
import type { Intended } from './carry-out.ts';
import { problemText } from '../request/problem.ts';
import type { Candidate, Desired } from './desired.ts';
import type { Judged } from './findings.ts';
import { claimOfAnother, waitsForClaim, type FoundClaims } from './found-claims.ts';
import type { Intention } from './intend.ts';
import { phaseOf } from './record-updates.ts';
import type { Settlement } from './settle.ts';
import type { Held } from './stuck-claims.ts';
import type { Attention, RequestResult, TenantRun } from './types.ts';

/** Everything a tenant's run leaves to be told. */
export interface Told {
  readonly desired: Desired;
  /** Those of the removed files whose records this run ends. */
  readonly withdrawn: Desired['withdrawn'];
  readonly expired: readonly Candidate[];
  readonly claims: FoundClaims;
  readonly held: readonly Held[];
  readonly intention: Intention;
  readonly settlements: readonly Settlement[];
  /** Names of the records that this run changed. */
  readonly written: ReadonlySet<string>;
  /** Where requests stand whose records another run wrote while this one judged them. */
  readonly leftByOthers: ReadonlyMap<string, Phase>;
  /** The branch after all that this run wrote. */
  readonly view: RecordsView;
  readonly run: TenantRun;
}

type Draft = Omit<RequestResult, 'changed'>;

/** One result for every unsettled request and every one this run changed, in the order of their ids. */
export function resultsOf(told: Told): readonly RequestResult[] {
  const drafts = [
    ...told.desired.invalid.map(({ id, problems }): Draft =>
      draft(id, 'Invalid', problems.map(problemText).join('; '), 'refused'),
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
    ...told.intention.intended
      .filter(({ judged }) => !claimedHere(judged, told))
      .map((one) => unclaimedDraft(one, told)),
  ];
  return drafts.map((one) => asItStands(one, told)).toSorted((a, b) => a.id.localeCompare(b.id));
}

function draft(id: string, phase: RequestResult['phase'], reason: string, attention: Attention): Draft {
  return { id, phase, reason, attention };
}

function judgedDraft(judged: Judged): Draft {
  const { decision, candidate } = judged;
  const missing = shortfalls(decision);
  const told = missing.length > 0 ? missing : decision.predicates.slice(-1).map(({ reason }) => reason);
  const reason = told.join('; ');
  return draft(candidate.request.id, phaseOf(judged), reason, attentionOf(decision.outcome));
}

function claimedHere({ candidate }: Judged, { settlements }: Told): boolean {
  return settlements.some(({ judged }) => judged.candidate.name === candidate.name);
}

function unclaimedDraft({ change, judged: { candidate } }: Intended, { view, claims, run: { options } }: Told): Draft {
  const { id } = candidate.request;
  if (options.stop?.aborted)
    return draft(id, 'Pending', 'the run was told to stop before this was claimed', 'unreachable');
  const other = claimOfAnother(change.names, candidate.name, view, claims);
  const reason = other === undefined ? 'another run was first' : waitsForClaim(other, claims);
  return draft(id, 'Pending', reason, 'none');
}

/** The branch has the last word: where another run wrote meanwhile, that is where the request stands. */
function asItStands(one: Draft, { written, leftByOthers, run }: Told): RequestResult {
  const name = one.id.slice(run.policy.tenant.length + 1);
  const phase = leftByOthers.get(name);
  const overtaken = one.phase !== 'Invalid' && phase !== undefined && phase !== one.phase;
  const changed = written.has(name);
  return overtaken
    ? { id: one.id, phase, reason: 'another run was first', attention: 'none', changed }
    : { ...one, changed };
}

function attentionOf(outcome: Judged['decision']['outcome']): Attention {
  if (outcome === 'denied') return 'refused';
  return outcome === 'indeterminate' ? 'unreachable' : 'none';
}

/** A request that was old before anybody looked at it settles quietly. */
function expiryAttention({ stored }: Candidate): Attention {
  return stored ? 'refused' : 'none';
}
