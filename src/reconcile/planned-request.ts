import type { DecisionInput, Outlook } from '../decision/decide.ts';
import { evidencePart, reviewsPart, type RecordedDecision } from '../decision/recorded.ts';
import { shortfalls } from '../decision/shortfalls.ts';
import { outcomeOf, type Outcome, type Predicate } from '../policy/predicate.ts';
import type { Phase } from '../records/phase.ts';
import { entityKey } from '../request/entity.ts';
import { problemText, type Problem } from '../request/problem.ts';
import { assertNever } from '../support/assert-never.ts';
import type { Candidate } from './desired.ts';
import type { Attention, TenantFailure } from './types.ts';

/**
 * What would be done: `unblock` lifts the restriction; `none` leaves the tenant alone, for good; `wait` leaves it alone
 * until what is missing is there; `refuse` means that these bytes will never be acted on.
 */
export type PlannedAction = 'unblock' | 'none' | 'wait' | 'refuse';

/** What would become of one request, and why. */
export interface PlannedRequest {
  readonly id: string;
  /** Null where the file can't be read. */
  readonly entity: string | null;
  /** Where its record stands; null where there is none. */
  readonly phase: Phase | null;
  readonly outcome: Outcome | 'invalid' | 'expired' | 'withdrawn';
  /** A sentence for everything that does not hold. */
  readonly missing: readonly string[];
  readonly predicates: readonly Predicate[];
  readonly evidence: readonly PlannedEvidence[];
  readonly reviews: RecordedDecision['approval']['reviews'];
  readonly action: PlannedAction;
  /** What the merge or the next run will do, as a sentence. */
  readonly reason: string;
  readonly attention: Attention;
  /** Everything it was judged from; null for what can't be read or needs no judgement. */
  readonly input: DecisionInput | null;
}

/** What a check showed as a record tells it, and what cures an unknown where waiting does not. */
export type PlannedEvidence = RecordedDecision['evidence'][number] & { readonly remedy?: string };

/** What would happen, and the tenants that could not be asked at all. */
export interface PlanResult {
  readonly requests: readonly PlannedRequest[];
  readonly failures: readonly TenantFailure[];
}

/** What keeps an approved request from being acted on in the next run. */
export interface Obstacle {
  readonly reason: string;
  readonly attention: Attention;
}

/** Where a judged request stands on its way. */
export type Standing =
  | { readonly kind: 'landed' }
  /** Null where its record can't be read. */
  | { readonly kind: 'settled'; readonly phase: Phase | null }
  /** In a pull request that is open; `more` is what stands between it and the default branch. */
  | { readonly kind: 'open'; readonly more: readonly Predicate[] };

/** Tells a judged request. `outcome` is what a run would decide; the outlook holds every reason at once. */
export function judgedRequest(
  candidate: Candidate,
  { outcome, look, input }: { readonly outcome: Outcome; readonly look: Outlook; readonly input: DecisionInput },
  standing: Standing,
  obstacle: Obstacle | undefined,
): PlannedRequest {
  const predicates = [...look.predicates, ...(standing.kind === 'open' ? standing.more : [])];
  const reached = standing.kind === 'open' ? outcomeOf(predicates) : outcome;
  const { action, reason } = actionOf(reached, { look, predicates }, standing, obstacle);
  return {
    id: candidate.request.id,
    entity: entityKey(candidate.request.entity),
    phase: standing.kind === 'settled' ? standing.phase : (candidate.stored?.record.phase ?? null),
    outcome: reached,
    missing: [...shortfalls({ ...look, predicates }), ...(action === 'wait' && obstacle ? [obstacle.reason] : [])],
    predicates,
    evidence: plannedEvidence(look),
    reviews: reviewsPart(look),
    action,
    reason,
    attention: reached === 'indeterminate' ? 'unreachable' : (obstacle?.attention ?? 'none'),
    input,
  };
}

function plannedEvidence(look: Outlook): readonly PlannedEvidence[] {
  return evidencePart(look).map((told, index) => {
    const remedy = look.evidence[index]?.remedy;
    return remedy === undefined ? told : { ...told, remedy };
  });
}

type Told = Pick<PlannedRequest, 'action' | 'reason'>;

function actionOf(
  outcome: Outcome,
  { look, predicates }: { readonly look: Outlook; readonly predicates: readonly Predicate[] },
  standing: Standing,
  obstacle: Obstacle | undefined,
): Told {
  if (standing.kind === 'settled') {
    return {
      action: 'none',
      reason: `settled${standing.phase === null ? '' : ` as ${standing.phase}`}; an id is used once, so no run touches it again`,
    };
  }
  const who = standing.kind === 'open' ? 'the merge' : 'the next run';
  switch (outcome) {
    case 'approved':
      if (look.restriction === null) return { action: 'none', reason: 'not restricted, so there is nothing to lift' };
      return obstacle
        ? { action: 'wait', reason: obstacle.reason }
        : { action: 'unblock', reason: `${who} lifts the restriction of ${look.restriction.createdAt}` };
    case 'denied':
      return { action: 'refuse', reason: `${who} settles it as Denied` };
    case 'indeterminate':
      return { action: 'wait', reason: 'something had to be known and could not be found out; ask again' };
    case 'pending':
      return { action: 'wait', reason: standing.kind === 'open' ? ifMergedNow(predicates) : 'the next run waits' };
    default:
      return assertNever(outcome);
  }
}

/** Reviews count up to the merge, so merging without them settles the request against it. */
function ifMergedNow(predicates: readonly Predicate[]): string {
  return predicates.some(({ name, satisfied }) => name === 'enoughApprovals' && !satisfied)
    ? 'do not merge yet: what was not approved before the merge is denied after it'
    : 'merged like this it would wait for what is missing';
}

type Unjudged = Pick<PlannedRequest, 'id' | 'outcome' | 'action' | 'reason'> & Partial<PlannedRequest>;

/** Tells a request that nobody has to be asked about. */
export function unjudgedRequest(told: Unjudged): PlannedRequest {
  const empty = { entity: null, phase: null, missing: [], predicates: [], evidence: [], reviews: [] };
  return { ...empty, attention: 'none', input: null, ...told };
}

/** Tells a file that is no valid request, each problem with its line and what to do. */
export function invalidRequest(id: string, problems: readonly Problem[]): PlannedRequest {
  return refusedFile(id, problems.map(problemText));
}

/** Tells a file that can't be acted on as long as something about it is wrong. */
export function refusedFile(id: string, missing: readonly string[]): PlannedRequest {
  const reason = 'it is not acted on until it is corrected';
  return unjudgedRequest({ id, outcome: 'invalid', missing, action: 'refuse', reason, attention: 'refused' });
}
