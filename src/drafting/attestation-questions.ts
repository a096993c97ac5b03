import { neededAttestations } from '../request/consistency.ts';
import type { AttestationKind } from '../request/request.ts';
import { assessmentOf, securedAccountKey, type Answers } from './drafts.ts';
import { checkedAnswer, type Question, type Situation } from './question.ts';
import { timeOf, untimely } from './times.ts';

/** What is attested, to follow a colon, and who is asked for. */
const STATEMENTS: Readonly<Record<AttestationKind, { readonly about: string; readonly who: string }>> = {
  mfa: {
    about: "multi-factor authentication is set up, and every method is the owner's own.",
    who: 'Who made sure of it?',
  },
  passwordReset: {
    about: 'the password was reset after the restriction.',
    who: 'Who reset it?',
  },
  connectorReview: {
    about: 'the connector, its recent changes and the admin accounts behind them were reviewed.',
    who: 'Who reviewed them?',
  },
  investigation: {
    about: 'the account was investigated and found not to be compromised.',
    who: 'Who investigated it?',
  },
};

/** The questions about what has to be attested: who did it and when, once for all entities that need it. */
export function attestationQuestions(situation: Situation, answers: Answers): readonly Question[] {
  const needs = (kind: AttestationKind): Situation['entities'] =>
    situation.entities.filter(({ entity }) => neededAttestations(entity, assessmentOf(answers)).includes(kind));
  return KINDS.filter((kind) => needs(kind).length > 0).flatMap((kind) => {
    const among = { ...situation, entities: needs(kind) };
    const about = [attestedBy(among, answers, kind), attestedAt(among, answers, kind)];
    return kind === 'mfa' ? [...about, method(among, answers)] : about;
  });
}

const KINDS: readonly AttestationKind[] = ['mfa', 'passwordReset', 'investigation', 'connectorReview'];

/** Of a shared mailbox it is the account behind it that is attested about. */
function aboutOf({ entities }: Situation, answers: Answers, kind: AttestationKind): string {
  const secured = entities.flatMap(({ entity }) => answers.get(securedAccountKey(entity)) ?? []);
  const [account] = kind === 'connectorReview' || entities.length > 1 ? [] : secured;
  return `To attest${account === undefined ? '' : ` about ${account}`}: ${STATEMENTS[kind].about}`;
}

function place(kind: AttestationKind, part: 'attestedBy' | 'attestedAt' | 'method') {
  return { key: `${kind}.${part}`, pointer: `/attestations/${kind}/${part}` };
}

function attestedBy(situation: Situation, answers: Answers, kind: AttestationKind): Question {
  const { key, pointer } = place(kind, 'attestedBy');
  const read = (text: string) => checkedAnswer(situation, answers, { key, pointer }, text.toLowerCase());
  const before = [...answers].findLast(([answered]) => answered.endsWith('.attestedBy'))?.[1];
  const suggestion = [before, situation.somebody].find((one) => one !== undefined && 'value' in read(one));
  return {
    key,
    options: kind === 'mfa' ? ['--mfa-attested-by', '--attested-by'] : ['--attested-by'],
    what: 'the address of the person who did what is attested',
    about: aboutOf(situation, answers, kind),
    asks: STATEMENTS[kind].who,
    required: true,
    suggestion,
    read,
  };
}

function attestedAt(situation: Situation, answers: Answers, kind: AttestationKind): Question {
  const { entities, now } = situation;
  return {
    key: place(kind, 'attestedAt').key,
    options: kind === 'mfa' ? ['--mfa-attested-at', '--attested-at'] : ['--attested-at'],
    what: 'when it was done: a time with its offset, how long ago (20m), or now',
    about: aboutOf(situation, answers, kind),
    asks: 'When? (like 2026-11-23T08:30:00Z, or 20m for twenty minutes ago, or now)',
    required: true,
    read: (text) => {
      const time = timeOf(text, now);
      const answer = checkedAnswer(situation, answers, place(kind, 'attestedAt'), time);
      return 'value' in answer ? (untimely(time, entities, now) ?? answer) : answer;
    },
  };
}

function method(situation: Situation, answers: Answers): Question {
  return {
    key: place('mfa', 'method').key,
    options: ['--mfa-method'],
    what: 'the method of multi-factor authentication',
    asks: 'By which method? (like microsoftAuthenticator; Enter to leave it out)',
    required: false,
    read: (text) => checkedAnswer(situation, answers, place('mfa', 'method'), text),
  };
}
