import { describe, expect, it } from 'vitest';
import { FORM_FIELDS, inWordsOfTheForm, readIssueForm } from '../../src/drafting/issue-form.ts';

const FILLED: Readonly<Record<string, string>> = {
  Tenant: 'contoso',
  'Mailbox or connector': 'alice@contoso.com',
  'What happened, and why is it safe again?': 'Phished on Sunday.\n\n#### Then\nAccount recovered.',
  'Who secured it?': 'dana@contoso.com',
  'When was it secured?': '2026-11-23T08:20:00Z',
};

/** The text that GitHub makes of the form. */
function issue(answers: Readonly<Record<string, string>> = FILLED): string {
  return FORM_FIELDS.map(({ label }) => `### ${label}\n\n${answers[label] ?? '_No response_'}`).join('\n\n');
}

describe('the text of an issue', () => {
  it.each([
    ['as GitHub writes it', issue()],
    ['with the line ends of a browser', issue().replaceAll('\n', '\r\n')],
  ])('says what was filled in, %s', (_name, body) => {
    expect(readIssueForm(body)).toEqual(
      new Map([
        ['--tenant', 'contoso'],
        ['entity', 'alice@contoso.com'],
        ['--justification', 'Phished on Sunday.\n\n#### Then\nAccount recovered.'],
        ['--attested-by', 'dana@contoso.com'],
        ['--attested-at', '2026-11-23T08:20:00Z'],
      ]),
    );
  });

  it.each([
    ['nothing at all', '', 'is missing'],
    ['words of its own', 'please unblock alice@contoso.com', 'before the first heading'],
    ['words before the form', `hi\n${issue()}`, 'before the first heading'],
    ['a field that the form lacks', `${issue()}\n\n### requestedBy\n\nmonalisa`, 'has no field "requestedBy"'],
    ['a heading inside of an answer', issue({ ...FILLED, Ticket: 'INC1\n\n### Urgent\n\nyes' }), 'no field "Urgent"'],
    ['a field twice', issue({ ...FILLED, Ticket: 'INC1\n\n### Tenant\n\nfabrikam' }), '"Tenant" is there twice'],
    ['a field too few', issue().replace(/### Ticket[^#]*/u, ''), '"Ticket" is missing'],
    ['another order', issue().replace(/(### Tenant[^#]*)(### Mailbox[^#]*)/u, '$2$1'), 'another order'],
    ['two lines where one belongs', issue({ ...FILLED, Ticket: 'INC1\nINC2' }), 'more than one line'],
    ['a time that moves', issue({ ...FILLED, 'When was it secured?': '1h' }), 'no time that is written out'],
    ['a time without a time', issue({ ...FILLED, 'When was it secured?': 'now' }), 'no time that is written out'],
    ['more than anybody reads', issue({ ...FILLED, Ticket: 'x'.repeat(20_000) }), 'more than 20000 characters'],
  ])('is refused with %s', (_name, body, says) => {
    expect(readIssueForm(body)).toMatchObject({
      says: expect.stringContaining(says),
      hint: expect.stringMatching(/\.$/u),
    });
  });
});

describe('a complaint', () => {
  it('names the fields of the form in place of options', () => {
    expect(inWordsOfTheForm('--mfa-attested-by: wrong; --attested-by: wrong')).toBe(
      '"Who checked the sign-in methods, if somebody else?": wrong; "Who secured it?": wrong',
    );
  });
});
