import type { TenantFacts } from './facts.ts';
import { fail, inconclusive, pass, unreadable, type Verdict } from './result.ts';

const DOES = { forwardsOut: 'sends mail out', deletes: 'deletes mail', hides: 'hides mail' } as const;
const MAY = {
  forwards: 'sends mail to where can not be told',
  moves: 'moves mail to what may be a folder to hide in, under a name in another language',
} as const;
const LOOK = "look through the rules of the mailbox, hidden ones included, and remove what is not its owner's";

/** Whether any enabled rule does what an intruder's does. How many and what, never which. */
export function inboxRules({ inboxRules: read }: TenantFacts): Verdict {
  const basis = {
    source: 'Exchange Get-InboxRule, hidden rules included',
    comparedTo: 'no enabled rule that sends mail out, deletes it or hides it',
  };
  if (!read) return unreadable(basis, { reason: 'the rules were not asked for' });
  if (!read.known) return unreadable(basis, read);
  const { length: count } = read.value;
  const enabled = read.value.filter((rule) => rule.enabled);
  const suspicious = enabled.filter((rule) => rule.suspicious.length > 0);
  const unclear = enabled.filter((rule) => (rule.unclear ?? []).length > 0);
  if (suspicious.length > 0) {
    const kinds = [...new Set(suspicious.flatMap((rule) => rule.suspicious))].map((kind) => DOES[kind]);
    return fail(basis, `of ${count} rules ${suspicious.length} suspicious: ${kinds.join(', ')}`);
  }
  if (unclear.length === 0) return pass(basis, `${count} rules, none suspicious and enabled`);
  const kinds = [...new Set(unclear.flatMap((rule) => rule.unclear ?? []))].map((kind) => MAY[kind]);
  return inconclusive(basis, `of ${count} rules ${unclear.length} not clear: ${kinds.join(', ')}`, LOOK);
}
