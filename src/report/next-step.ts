import type { UnblockRecord } from '../records/record.ts';
import { entityKey } from '../request/entity.ts';
import { assertNever } from '../support/assert-never.ts';

/** What people read first about where a request stands. */
export interface Outcome {
  readonly mark: string;
  /** Follows the request's id. */
  readonly headline: string;
  /** What it asks of people, as sentences. */
  readonly next: string;
  /** The command that makes a fresh request, where one is needed. */
  readonly command?: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
}

/** What a record means to the people of its pull request, and what they do next. */
export function outcomeOf(record: UnblockRecord): Outcome {
  const again = condition(record, 'RestrictedAgain');
  if (again?.status === 'True') {
    return {
      mark: '⚠️',
      headline: 'restricted again after the unblock',
      next: 'Microsoft restricted it anew, so whatever caused it goes on: secure the account, then ask again.',
      command: freshRequest(record),
      conclusion: 'failure',
    };
  }
  return byPhase(record);
}

function byPhase(record: UnblockRecord): Outcome {
  switch (record.phase) {
    case 'Unblocked':
      return unblocked(record);
    case 'NotRestricted':
      return { mark: '✅', headline: 'not restricted', next: 'There was nothing to lift.', conclusion: 'success' };
    case 'Denied':
      return {
        mark: '⛔',
        headline: 'denied',
        next: 'This request is settled. Once its reason is mended, ask again under a new name.',
        command: freshRequest(record),
        conclusion: 'failure',
      };
    case 'Expired':
      return {
        mark: '⌛',
        headline: 'expired',
        next: 'It was not settled in time. If it is still needed, ask again with new attestations.',
        command: freshRequest(record),
        conclusion: 'failure',
      };
    case 'Failed':
      return {
        mark: '⛔',
        headline: 'refused by Microsoft',
        next: 'Only a Microsoft Support case helps where it speaks of a limit; no run tries again.',
        conclusion: 'failure',
      };
    case 'Withdrawn':
      return {
        mark: '↩️',
        headline: 'withdrawn',
        next: 'Its file was removed before it was settled.',
        conclusion: 'neutral',
      };
    case 'Pending':
      return {
        mark: '⏳',
        headline: 'waiting',
        next: 'Each run looks again and goes on by itself once what is missing below is there.',
        conclusion: 'neutral',
      };
    case 'Applying':
      return {
        mark: '⏳',
        headline: 'being unblocked',
        next: 'What became of it is not known yet: the next run reads the list and decides.',
        conclusion: 'neutral',
      };
    default:
      return assertNever(record.phase);
  }
}

function unblocked(record: UnblockRecord): Outcome {
  const restored = condition(record, 'SendingRestored');
  const base = { mark: '✅', headline: 'unblocked', conclusion: 'success' } as const;
  if (restored?.status === 'False') {
    const next = 'The list still shows the restriction a day later: open a Microsoft Support case.';
    return { ...base, mark: '⚠️', next, conclusion: 'failure' };
  }
  if (restored) {
    const next =
      'It held for a day. That mail goes out, only a test message proves; if it does not, open a Microsoft Support case.';
    return { ...base, next };
  }
  const next =
    'connector' in record.request.entity
      ? 'Mail flows again within an hour. Later runs look for a day whether it holds.'
      : 'Sending works again within an hour in most cases, within 24 hours at most. Later runs look for a day whether it holds.';
  return { ...base, next };
}

function condition({ conditions }: UnblockRecord, type: string): UnblockRecord['conditions'][number] | undefined {
  return conditions.find((one) => one.type === type);
}

/** Addresses and ids hold nothing that a shell minds but the apostrophe. */
function freshRequest({ request: { id, entity } }: UnblockRecord): string {
  const name = entityKey(entity).replace(/^connector:/u, '');
  const quoted = /^[\w.@-]+$/u.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
  return `reinstate new ${quoted} --from ${id}`;
}
