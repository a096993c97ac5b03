import { entityKey } from '../request/entity.ts';
import { didYouMean, quote } from '../request/wording.ts';
import { attestationQuestions } from './attestation-questions.ts';
import { securedAccountKey, type Answers } from './drafts.ts';
import type { EntityFacts } from './facts.ts';
import { checkedAnswer, type Question, type Situation } from './question.ts';

/** Every question that the situation and the answers so far raise, in order; what was answered is among them. */
export function questionsFor(situation: Situation, answers: Answers): readonly Question[] {
  return [
    assessment(situation, answers),
    justification(situation, answers),
    ticket(situation, answers),
    requestedBy(situation, answers),
    ...situation.entities.flatMap((facts) => securedAccount(situation, answers, facts)),
    ...attestationQuestions(situation, answers),
  ];
}

function assessment(situation: Situation, answers: Answers): Question {
  const allowed = situation.entities.every(({ tenant }) => tenant.approvals.falsePositive !== undefined);
  return {
    key: 'assessment',
    options: ['--assessment'],
    what: 'compromised or falsePositive',
    asks: allowed ? 'Was the account compromised, or is this a falsePositive?' : undefined,
    required: false,
    suggestion: 'compromised',
    read: (text) => {
      const value = ASSESSMENTS.find((word) => plain(word) === plain(text));
      if (value) return checkedAnswer(situation, answers, { key: 'assessment', pointer: '/assessment' }, value);
      const meant = didYouMean(text, ASSESSMENTS);
      const hint = meant === undefined ? 'Say one of the two.' : `Did you mean ${meant}?`;
      return { says: `${quote(text)} is neither compromised nor falsePositive`, hint };
    },
  };
}

const ASSESSMENTS = ['compromised', 'falsePositive'] as const;

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[\s-]/gu, '');
}

function justification(situation: Situation, answers: Answers): Question {
  return {
    key: 'justification',
    options: ['--justification'],
    what: 'what happened and what was done about it, for the person who approves',
    asks: 'What happened, and what was done about it? The person who approves reads this.',
    required: true,
    read: (text) => checkedAnswer(situation, answers, { key: 'justification', pointer: '/justification' }, text),
  };
}

function ticket(situation: Situation, answers: Answers): Question {
  const required = situation.entities.some(({ tenant }) => tenant.request.ticket === 'required');
  return {
    key: 'ticket',
    options: ['--ticket'],
    what: 'the ticket this belongs to, which the policy requires',
    asks: `Which ticket does this belong to? (like INC0012345${required ? '' : '; Enter for none'})`,
    required,
    read: (text) => checkedAnswer(situation, answers, { key: 'ticket', pointer: '/ticket' }, text),
  };
}

function requestedBy(situation: Situation, answers: Answers): Question {
  return {
    key: 'requestedBy',
    options: ['--requested-by'],
    what: 'the GitHub login of the person who asks',
    asks: undefined,
    required: false,
    read: (text) => checkedAnswer(situation, answers, { key: 'requestedBy', pointer: '/requestedBy' }, text),
  };
}

function securedAccount(situation: Situation, answers: Answers, facts: EntityFacts): readonly Question[] {
  const { account, entity } = facts;
  if (account !== 'sharedMailbox' && account !== 'unknown') return [];
  const shared = account === 'sharedMailbox';
  const name = entityKey(entity);
  const place = { key: securedAccountKey(entity), pointer: '/securedAccount' };
  return [
    {
      key: place.key,
      options: ['--secured-account'],
      what: `the account behind the shared mailbox ${name} that was secured`,
      about: shared
        ? `${name} is a shared mailbox. Nobody signs in to it, so the account that sent through it is the one to secure.`
        : undefined,
      asks: shared
        ? 'Which account was secured? (like bob@contoso.com)'
        : `If ${name} is a shared mailbox, which account behind it was secured? (Enter if it is not shared)`,
      required: shared,
      read: (text) => checkedAnswer({ ...situation, entities: [facts] }, answers, place, text.toLowerCase()),
    },
  ];
}
