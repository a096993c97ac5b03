import { accountEnabled } from './account-enabled.ts';
import type { EvidenceContext } from './context.ts';
import type { TenantFacts } from './facts.ts';
import { forwarding } from './forwarding.ts';
import { inboxRules } from './inbox-rules.ts';
import { mfa } from './mfa.ts';
import { passwordReset } from './password-reset.ts';
import type { EvidenceCheck, EvidenceResult, Verdict } from './result.ts';
import { riskyUser } from './risky-user.ts';
import { sessionsRevoked } from './sessions-revoked.ts';

/** Re-exported: what facts are compared with. */
export type { EvidenceContext } from './context.ts';
/** Re-exported: what facts are. */
export type { TenantFacts } from './facts.ts';
/** Re-exported: the checks and their results. */
export type { EvidenceCheck, EvidenceResult } from './result.ts';

/** Every check, in the order people read them. */
const CHECKS: Readonly<Record<EvidenceCheck, (facts: TenantFacts, context: EvidenceContext) => Verdict>> = {
  passwordReset,
  mfa,
  sessionsRevoked,
  accountEnabled,
  forwarding,
  inboxRules,
  riskyUser,
};

/** One result for each check that the policy has switched on; none for a connector, which has no account. Pure. */
export function evaluateEvidence(facts: TenantFacts, context: EvidenceContext): readonly EvidenceResult[] {
  if (!facts.subject) return [];
  return checkNames()
    .filter((check) => context.policy[check] !== 'off')
    .map((check) => ({ check, observedAt: facts.observedAt, ...CHECKS[check](facts, context) }));
}

function checkNames(): readonly EvidenceCheck[] {
  return Object.keys(CHECKS).filter((name): name is EvidenceCheck => name in CHECKS);
}
