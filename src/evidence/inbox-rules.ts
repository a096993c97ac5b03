import type { TenantFacts } from './facts.ts';
import { fail, pass, unreadable, type Verdict } from './result.ts';

const DOES = { forwardsOut: 'sends mail out', deletes: 'deletes mail', hides: 'hides mail' } as const;

/** Whether any enabled rule does what an intruder's does. How many and what, never which. */
export function inboxRules({ inboxRules: read }: TenantFacts): Verdict {
  const basis = {
    source: 'Exchange Get-InboxRule, hidden rules included',
    comparedTo: 'no enabled rule that sends mail out, deletes it or hides it',
  };
  if (!read) return unreadable(basis, 'the rules were not asked for');
  if (!read.known) return unreadable(basis, read.reason);
  const suspicious = read.value.filter((rule) => rule.enabled && rule.suspicious.length > 0);
  if (suspicious.length === 0) return pass(basis, `${read.value.length} rules, none suspicious and enabled`);
  const kinds = [...new Set(suspicious.flatMap((rule) => rule.suspicious))].map((kind) => DOES[kind]);
  return fail(basis, `of ${read.value.length} rules ${suspicious.length} suspicious: ${kinds.join(', ')}`);
}
