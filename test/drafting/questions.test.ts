import { describe, expect, it } from 'vitest';
import { draftOf } from '../../src/drafting/drafts.ts';
import { answersOf, personOf } from '../../src/drafting/earlier.ts';
import type { EntityFacts } from '../../src/drafting/facts.ts';
import type { Question, Situation } from '../../src/drafting/question.ts';
import { questionsFor } from '../../src/drafting/questions.ts';
import { known } from '../../src/support/reading.ts';
import { request } from '../approval/build.ts';
import { row } from '../decision/build.ts';
import { ALICE, entityFacts, listOf, mailbox, NOT_ASKED, NOW, RELAY, situation } from './build.ts';

const SHARED = entityFacts(ALICE, { mailbox: known(mailbox({ shared: true })) });
const UNKNOWN = entityFacts(ALICE, { list: NOT_ASKED, mailbox: NOT_ASKED });
const FALSE_POSITIVE = { approvals: { approvers: { users: ['octocat'] }, falsePositive: { required: 2 } } };

function keys(about: Situation, answers: Record<string, string> = {}): readonly string[] {
  return questionsFor(about, new Map(Object.entries(answers))).map(
    ({ key, required }) => `${key}${required ? '!' : ''}`,
  );
}

function question(key: string, about = situation(), answers: Record<string, string> = {}): Question {
  const found = questionsFor(about, new Map(Object.entries(answers))).find((one) => one.key === key);
  if (!found) throw new Error(`there is no question ${key}`);
  return found;
}

const ALWAYS = ['assessment', 'justification!', 'ticket', 'requestedBy'];
const MFA = ['mfa.attestedBy!', 'mfa.attestedAt!', 'mfa.method'];
const PASSWORD = ['passwordReset.attestedBy!', 'passwordReset.attestedAt!'];
const REVIEW = ['connectorReview.attestedBy!', 'connectorReview.attestedAt!'];
const INVESTIGATION = ['investigation.attestedBy!', 'investigation.attestedAt!'];
const SECURED = 'securedAccount alice@contoso.com';

describe('what has to be asked', () => {
  it.each<[string, readonly EntityFacts[], object, Record<string, string>, readonly string[]]>([
    ['a mailbox', [entityFacts()], {}, {}, [...ALWAYS, ...MFA, ...PASSWORD]],
    ['a connector', [entityFacts(RELAY)], {}, {}, [...ALWAYS, ...REVIEW]],
    ['a shared mailbox', [SHARED], {}, {}, [...ALWAYS, `${SECURED}!`, ...MFA, ...PASSWORD]],
    ['a mailbox nobody could look at', [UNKNOWN], {}, {}, [...ALWAYS, SECURED, ...MFA, ...PASSWORD]],
    [
      'both a mailbox and a connector, once',
      [entityFacts(), entityFacts(RELAY)],
      {},
      {},
      [...ALWAYS, ...MFA, ...PASSWORD, ...REVIEW],
    ],
    [
      'a false positive',
      [entityFacts()],
      FALSE_POSITIVE,
      { assessment: 'falsePositive' },
      [...ALWAYS, ...MFA, ...INVESTIGATION],
    ],
  ])('about %s', (_, entities, parts, answers, expected) => {
    expect(keys(situation(entities, parts), answers)).toEqual(expected);
  });

  it('is a ticket where one of the tenants requires it', () => {
    const parts = { request: { ticket: 'required' } };
    expect(question('ticket', situation([entityFacts(ALICE, { parts })], parts)).required).toBe(true);
  });

  it('is the assessment only where the policy allows a false positive', () => {
    expect(question('assessment').asks).toBeUndefined();
    const about = situation([entityFacts(ALICE, { parts: FALSE_POSITIVE })], FALSE_POSITIVE);
    expect(question('assessment', about).asks).toContain('falsePositive');
    expect(question('assessment', about).read('False positive')).toEqual({ value: 'falsePositive' });
  });

  it('says about whom something is to be attested, where that is the account behind a shared mailbox', () => {
    expect(question('mfa.attestedBy').about).toMatch(/^To attest: multi-factor/u);
    const about = question('mfa.attestedAt', situation([SHARED]), { [SECURED]: 'bob@contoso.com' }).about;
    expect(about).toMatch(/^To attest about bob@contoso\.com: multi-factor/u);
  });

  it('says why it asks for the account behind a shared mailbox', () => {
    expect(question(SECURED, situation([SHARED])).about).toContain('Nobody signs in to it');
  });
});

describe('an answer', () => {
  it.each([
    ['justification', 'too short', 'justification is too short'],
    ['justification', 'x'.repeat(2001), 'justification is too long'],
    ['ticket', 'a\u202eb', 'ticket holds a bidi character'],
    ['assessment', 'falsePositive', 'the policy does not allow'],
    ['assessment', 'compromized', 'neither compromised nor falsePositive'],
    ['requestedBy', '@octocat', 'is no GitHub login'],
    ['mfa.attestedBy', 'Dana', 'it has no @'],
    ['mfa.attestedBy', 'Alice@Contoso.com', 'is the mailbox that is to be unblocked'],
    ['mfa.attestedAt', 'yesterday', 'is no date and time'],
    ['mfa.attestedAt', '2026-11-23T08:30:00', 'has no offset'],
    ['mfa.attestedAt', '2026-11-23T13:00:00Z', 'is in the future'],
    ['mfa.attestedAt', '2026-11-23T07:00:00Z', 'is not after 2026-11-23T07:41:00Z'],
    ['passwordReset.attestedAt', '9h', 'is not after 2026-11-23T07:41:00Z'],
    ['mfa.method', 'a\nb', 'is not one line'],
  ])('to %s of %j is refused in words', (key, text, says) => {
    expect(question(key).read(text)).toMatchObject({ says: expect.stringContaining(says), hint: expect.any(String) });
  });

  it.each([
    ['mfa.attestedBy', 'Dana@contoso.com', 'dana@contoso.com'],
    ['mfa.attestedAt', '20m', '2026-11-23T11:40:00.000Z'],
    ['ticket', '0012345', '0012345'],
  ])('to %s of %j is %j', (key, text, value) => {
    expect(question(key).read(text)).toEqual({ value });
  });

  it('is refused where it is wrong for any of the entities', () => {
    const late = entityFacts(RELAY, {
      list: known(listOf(row({ entity: RELAY, createdAt: '2026-11-23T11:50:00.000Z' }))),
    });
    const about = situation([entityFacts(RELAY), late]);
    expect(question('connectorReview.attestedAt', about).read('20m')).toHaveProperty('says');
    expect(question('connectorReview.attestedAt', about).read('5m')).toHaveProperty('value');
  });

  it('about the secured account has to be of the tenant, and nobody vouches for that one', () => {
    const about = situation([SHARED]);
    expect(question(SECURED, about).read('bob@fabrikam.com')).toMatchObject({
      says: expect.stringContaining('outside'),
    });
    expect(question(SECURED, about).read('alice@contoso.com')).toMatchObject({
      says: expect.stringContaining('itself'),
    });
    const answered = { [SECURED]: 'bob@contoso.com' };
    expect(question('mfa.attestedBy', about, answered).read('bob@contoso.com')).toHaveProperty('says');
  });

  it('suggests whoever was named last, and nobody who could not be named', () => {
    const somebody = (address: string): Situation => ({ ...situation(), somebody: address });
    expect(question('mfa.attestedBy', somebody('dana@contoso.com')).suggestion).toBe('dana@contoso.com');
    expect(question('mfa.attestedBy', somebody('alice@contoso.com')).suggestion).toBeUndefined();
    const before = { 'mfa.attestedBy': 'erin@contoso.com' };
    expect(question('passwordReset.attestedBy', somebody('dana@contoso.com'), before).suggestion).toBe(
      'erin@contoso.com',
    );
  });
});

describe('an earlier request', () => {
  const attestation = { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00.000Z', method: 'fido2' };
  const earlier = request({
    restrictedSince: '2026-11-20T07:41:00.000Z',
    ticket: 'INC1',
    requestedBy: 'octocat',
    securedAccount: 'bob@contoso.com',
    attestations: { mfa: attestation, passwordReset: { ...attestation, attestedAt: '2026-11-23T07:00:00.000Z' } },
  });

  it('answers everything but its times, and of its attestations those that still count', () => {
    expect(Object.fromEntries(answersOf(earlier, [SHARED], NOW))).toEqual({
      justification: earlier.justification,
      ticket: 'INC1',
      assessment: 'compromised',
      requestedBy: 'octocat',
      [SECURED]: 'bob@contoso.com',
      'mfa.attestedBy': 'dana@contoso.com',
      'mfa.attestedAt': '2026-11-23T08:30:00.000Z',
      'mfa.method': 'fido2',
    });
    expect(personOf(earlier)).toBe('dana@contoso.com');
  });

  it('attests nothing about another account', () => {
    const bob = entityFacts({ mailbox: 'bob@contoso.com' });
    expect([...answersOf(earlier, [bob], NOW).keys()].filter((key) => /^\w+\./u.test(key))).toEqual([]);
  });

  it('becomes a draft with the restriction that stands now', () => {
    expect(draftOf(SHARED, answersOf(earlier, [SHARED], NOW), 'again')).toMatchObject({
      name: 'again',
      restrictedSince: '2026-11-23T07:41:00.000Z',
      securedAccount: 'bob@contoso.com',
      attestations: { mfa: attestation, passwordReset: { attestedBy: undefined } },
    });
  });
});
