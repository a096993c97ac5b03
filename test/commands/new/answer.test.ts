import { describe, expect, it } from 'vitest';
import { answerAll } from '../../../src/commands/new/answer.ts';
import type { Situation } from '../../../src/drafting/question.ts';
import type { Prompter } from '../../../src/ports/prompter.ts';
import { known } from '../../../src/support/reading.ts';
import { ALICE, entityFacts, mailbox, RELAY, situation } from '../../drafting/build.ts';

const REASON = 'Password phished on the 22nd; account recovered.';

/** Answers one question after the other, and keeps what was shown. */
function person(
  ...answers: readonly string[]
): Prompter & { readonly seen: readonly string[]; readonly left: () => number } {
  const seen: string[] = [];
  const waiting = [...answers];
  return {
    seen,
    left: () => waiting.length,
    say: (text) => void seen.push(text),
    async ask(question) {
      seen.push(question);
      const answer = waiting.shift();
      if (answer === undefined) throw new Error(`nobody answers ${question}`);
      return answer;
    },
    close: () => undefined,
  };
}

async function answered(
  about: Situation,
  options: Readonly<Record<string, string>>,
  more: { readonly earlier?: ReadonlyMap<string, string>; readonly prompter?: Prompter } = {},
): Promise<Record<string, string | undefined>> {
  const sources = {
    options: new Map(Object.entries(options)),
    earlier: more.earlier ?? new Map(),
    prompter: more.prompter,
  };
  return Object.fromEntries(await answerAll(about, sources));
}

async function refusal(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'it was not refused',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('without a terminal', () => {
  it('names every option that is missing, each once', async () => {
    const shared = entityFacts(ALICE, { mailbox: known(mailbox({ shared: true })) });
    expect(await refusal(answered(situation([shared, entityFacts(RELAY)]), {}))).toBe(
      [
        'these options are missing:',
        '--justification    what happened and what was done about it, for the person who approves',
        '--secured-account  the account behind the shared mailbox alice@contoso.com that was secured',
        '--attested-by      the address of the person who did what is attested',
        '--attested-at      when it was done: a time with its offset, how long ago (20m), or now',
      ].join('\n'),
    );
  });

  it('takes one answer for all attestations, and a particular one before it', async () => {
    const options = {
      '--justification': REASON,
      '--attested-by': 'dana@contoso.com',
      '--attested-at': '2026-11-23T08:20:00Z',
      '--mfa-attested-at': '2026-11-23T08:30:00Z',
      '--mfa-method': 'fido2',
    };
    expect(await answered(situation(), options)).toMatchObject({
      'mfa.attestedBy': 'dana@contoso.com',
      'mfa.attestedAt': '2026-11-23T08:30:00Z',
      'mfa.method': 'fido2',
      'passwordReset.attestedBy': 'dana@contoso.com',
      'passwordReset.attestedAt': '2026-11-23T08:20:00Z',
    });
  });

  it.each([
    ['--attested-by', 'dana', '--attested-by: attestations.mfa.attestedBy is no SMTP address'],
    ['--assessment', 'falsePositive', '--assessment: assessment is falsePositive, which the policy does not allow'],
    ['--ticket', ' ', '--ticket: '],
    ['--secured-account', 'bob@contoso.com', 'nothing here has a place for --secured-account'],
  ])('says what is wrong with %s %s', async (option, value, says) => {
    const good = { '--justification': REASON, '--attested-by': 'dana@contoso.com', '--attested-at': 'now' };
    expect(await refusal(answered(situation(), { ...good, [option]: value }))).toContain(says);
  });

  it('says that an option fits nothing here', async () => {
    const options = { '--justification': REASON, '--attested-by': 'dana@contoso.com', '--attested-at': 'now' };
    expect(await refusal(answered(situation([entityFacts(RELAY)]), { ...options, '--mfa-method': 'fido2' }))).toContain(
      'nothing here has a place for --mfa-method',
    );
  });
});

describe('on a terminal', () => {
  it('asks for what is missing, until each answer is one', async () => {
    const prompter = person('too short', REASON, '', 'alice@contoso.com', 'dana@contoso.com', '20m', '', '', '2h ago');
    const answers = await answered(situation(), {}, { prompter });
    expect(prompter.left()).toBe(0);
    expect(answers).toMatchObject({
      justification: REASON,
      ticket: undefined,
      'mfa.attestedBy': 'dana@contoso.com',
      'mfa.attestedAt': '2026-11-23T11:40:00.000Z',
      'mfa.method': undefined,
      'passwordReset.attestedBy': 'dana@contoso.com',
      'passwordReset.attestedAt': '2026-11-23T10:00:00.000Z',
    });
    expect(prompter.seen.join('\n')).toContain('justification is too short');
    expect(prompter.seen).toContain('Who reset it? [dana@contoso.com]');
  });

  it('says what is to be attested before it asks, and that something is needed', async () => {
    const prompter = person(REASON, '', '', 'dana@contoso.com', 'now', '', '', 'now');
    await answered(situation(), {}, { prompter });
    const about = prompter.seen.filter((text) => text.startsWith('To attest: '));
    expect(about).toHaveLength(2);
    expect(prompter.seen.join('\n')).toContain('This one is needed.');
  });

  it('does not ask for what an option or an earlier request says', async () => {
    const earlier = new Map([
      ['justification', REASON],
      ['ticket', 'INC1'],
    ]);
    const prompter = person('fido2', 'dana@contoso.com');
    const options = { '--mfa-attested-by': 'erin@contoso.com', '--attested-at': '5m', '--ticket': 'INC2' };
    expect(await answered(situation(), options, { earlier, prompter })).toMatchObject({
      justification: REASON,
      ticket: 'INC2',
      'mfa.attestedBy': 'erin@contoso.com',
      'mfa.method': 'fido2',
      'passwordReset.attestedBy': 'dana@contoso.com',
    });
    expect(prompter.left()).toBe(0);
  });

  it('asks anew for what an earlier request says and is not allowed any more', async () => {
    const earlier = new Map([['justification', 'too short']]);
    const prompter = person(REASON, '', '');
    const options = { '--attested-by': 'dana@contoso.com', '--attested-at': '5m' };
    expect(await answered(situation(), options, { earlier, prompter })).toMatchObject({ justification: REASON });
    expect(prompter.left()).toBe(0);
  });
});
