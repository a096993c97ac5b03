import type { UnblockRecord } from '../generated/record.ts';
import type { Considered, Decision, DecisionInput } from './decide.ts';

/** The parts of a record that follow from a decision and its input alone. */
export interface RecordedDecision {
  readonly approval: NonNullable<UnblockRecord['approval']>;
  readonly evidence: NonNullable<UnblockRecord['evidence']>;
  readonly decision: Pick<NonNullable<UnblockRecord['decision']>, 'outcome' | 'predicates' | 'decidedAt'>;
  readonly restriction?: NonNullable<UnblockRecord['restriction']>;
}

/** A decision as a record tells it. Pure: whoever decides again from a record's input can compare all of it. */
export function recordedDecision(input: DecisionInput, decision: Decision): RecordedDecision {
  return {
    approval: approvalPart(input, decision),
    evidence: evidencePart(decision),
    decision: {
      outcome: decision.outcome,
      predicates: decision.predicates.map((predicate) => ({ ...predicate })),
      decidedAt: decision.decidedAt,
    },
    ...(decision.restriction ? { restriction: { ...decision.restriction } } : {}),
  };
}

/** What was checked in the tenant, as records and plans tell it. */
export function evidencePart({ evidence }: Pick<Considered, 'evidence'>): RecordedDecision['evidence'] {
  return evidence.map(({ check, result, observed, comparedTo, observedAt, source }) => {
    return { check, result, observed, comparedTo, observedAt, source };
  });
}

/** What each review was worth and why, as records and plans tell it. */
export function reviewsPart({ verdict }: Pick<Considered, 'verdict'>): RecordedDecision['approval']['reviews'] {
  return verdict.reviews.map(({ review, verdict: worth, authority, reason }) => ({
    id: review.id,
    user: review.user ? { login: review.user.login, id: review.user.id } : null,
    commit: review.commit,
    blob: review.blob.known ? review.blob.value : null,
    submittedAt: review.submittedAt,
    authority,
    counted: worth === 'counted',
    reason,
  }));
}

function approvalPart({ approval }: DecisionInput, decision: Decision): RecordedDecision['approval'] {
  const pullRequest = approval.pullRequest.known ? approval.pullRequest.value : null;
  return {
    pullRequest: pullRequest?.number ?? null,
    author: pullRequest?.author ? { login: pullRequest.author.login, id: pullRequest.author.id } : null,
    mergedAt: pullRequest?.mergedAt ?? null,
    landingCommit: approval.landing.commit,
    barred: decision.verdict.barred.map(({ login, id, reason }) => ({ login, id, reason })),
    reviews: reviewsPart(decision),
  };
}
