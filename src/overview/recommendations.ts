import { evaluateEvidence, type EvidenceCheck, type EvidenceResult, type TenantFacts } from '../evidence/evidence.ts';
import type { EvidenceMode, EvidencePolicy } from '../policy/policy.ts';
import { entityType, type Entity } from '../request/entity.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { RESPONSE_TO_ACCOUNT, RESPONSE_TO_CONNECTOR, type Advice } from './documented-response.ts';

/** One thing that Microsoft recommends before an unblock, with what the tenant shows of it. */
export interface Recommendation extends Omit<Advice, 'seenBy'> {
  readonly evidence: RecommendationEvidence;
}

/** What the tenant shows of a recommendation, or why nobody looked. */
export type RecommendationEvidence = CheckedEvidence | { readonly result: 'notChecked'; readonly reason: string };

/** A verdict, and what the policy does with such a check before it lets an unblock happen. */
export interface CheckedEvidence extends EvidenceResult {
  readonly mode: EvidenceMode;
}

/** Checks that compare with the restriction's time, and say nothing where that is not known. */
const TIMED: ReadonlySet<EvidenceCheck> = new Set(['passwordReset', 'mfa', 'sessionsRevoked']);

/** The policy's checks with none switched off: what a person looks at is not only what the policy asks for. */
export function everyCheckOn(policy: EvidencePolicy): EvidencePolicy {
  const on = (mode: EvidenceMode): EvidenceMode => (mode === 'off' ? 'warn' : mode);
  return {
    ...policy,
    passwordReset: on(policy.passwordReset),
    mfa: on(policy.mfa),
    sessionsRevoked: on(policy.sessionsRevoked),
    accountEnabled: on(policy.accountEnabled),
    forwarding: on(policy.forwarding),
    inboxRules: on(policy.inboxRules),
    riskyUser: on(policy.riskyUser),
  };
}

/** Microsoft's recommendations for a restricted entity, each with its evidence. Nothing is attested yet. */
export function recommendationsFor(
  entity: Entity,
  facts: TenantFacts,
  policy: EvidencePolicy,
  restrictedAt: Timestamp | null,
): readonly Recommendation[] {
  const results = evaluateEvidence(facts, {
    restrictedAt: restrictedAt ?? facts.observedAt,
    attestations: {},
    policy: everyCheckOn(policy),
  });
  const advice = entityType(entity) === 'mailbox' ? RESPONSE_TO_ACCOUNT : RESPONSE_TO_CONNECTOR;
  return advice.map(({ seenBy, ...one }) => ({ ...one, evidence: evidenceOf(seenBy, results, policy, restrictedAt) }));
}

function evidenceOf(
  seenBy: Advice['seenBy'],
  results: readonly EvidenceResult[],
  policy: EvidencePolicy,
  restrictedAt: Timestamp | null,
): RecommendationEvidence {
  if (typeof seenBy === 'object') return { result: 'notChecked', reason: seenBy.nobody };
  const result = results.find(({ check }) => check === seenBy);
  if (!result) return { result: 'notChecked', reason: 'the tenant was not asked' };
  const mode = policy[seenBy];
  if (restrictedAt !== null || !TIMED.has(seenBy)) return { ...result, mode };
  const comparedTo = 'the time of the restriction, which is not known';
  return { ...result, mode, result: 'unknown', observed: `nothing to compare with: ${comparedTo}`, comparedTo };
}
