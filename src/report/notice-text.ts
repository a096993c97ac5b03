import type { Notice } from '../records/drift.ts';
import { assertNever } from '../support/assert-never.ts';
import { plainText } from './text-safety.ts';

/** What a notice is called, what it says, and how it looks. */
export interface NoticeText {
  readonly title: string;
  readonly style: 'good' | 'warning' | 'attention' | 'accent';
  /** Label and value, one below the other. */
  readonly facts: readonly (readonly [string, string])[];
}

/** A notice in words; every foreign word is plain text on one line. */
export function noticeText(notice: Notice): NoticeText {
  const { tenant, entity, request, message } = notice;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Tenant', tenant],
    ['Entity', entity],
    ['Request', request],
    ['What', message],
  ];
  return {
    ...headline(notice),
    facts: facts.flatMap(([label, value]): (readonly [string, string])[] =>
      value === null ? [] : [[label, plainText(value).slice(0, LONGEST).toWellFormed()]],
    ),
  };
}

const LONGEST = 500;

function headline({ event, phase }: Notice): Pick<NoticeText, 'title' | 'style'> {
  switch (event) {
    case 'waitingForReview':
      return { title: 'An unblock request waits for review', style: 'accent' };
    case 'outcome':
      return phase === 'Unblocked' || phase === 'NotRestricted'
        ? { title: `Unblock request settled: ${phase}`, style: 'good' }
        : { title: `Unblock request settled: ${phase ?? 'unknown'}`, style: 'attention' };
    case 'unrequested':
      return { title: 'Restricted, and nobody has asked to unblock it', style: 'warning' };
    case 'clearedOutside':
      return { title: 'Unblocked outside of Reinstate', style: 'warning' };
    case 'restrictedAgain':
      return { title: 'Restricted again after an unblock', style: 'attention' };
    default:
      return assertNever(event);
  }
}
