import { sha256, wholeNumber, type Verb } from './verb.ts';

/** What can't be looked up: each may be given here, and is asked for on a terminal. */
const ANSWERS = [
  ['justification', '<text>', 'what happened and what was done about it, for the person who approves'],
  ['ticket', '<ticket>', 'the ticket this belongs to'],
  ['assessment', '<word>', 'compromised (unless said otherwise) or falsePositive'],
  ['attested-by', '<address>', 'who did what has to be attested'],
  ['attested-at', '<time>', 'when it was done: 2026-11-23T08:30:00Z, 20m for twenty minutes ago, or now'],
  ['mfa-attested-by', '<address>', 'who made sure of multi-factor authentication, if somebody else'],
  ['mfa-attested-at', '<time>', 'when, if at another time'],
  ['mfa-method', '<method>', 'by which method, like microsoftAuthenticator'],
  ['secured-account', '<address>', 'the account behind a shared mailbox that was secured'],
  ['requested-by', '<login>', 'the GitHub login of the person an intake App speaks for'],
] as const;

interface Options {
  readonly tenant?: string;
  readonly from?: string;
  readonly name?: string;
  readonly issue?: number;
  readonly issueDigest?: string;
  readonly openPr: boolean;
  readonly force: boolean;
  readonly json: boolean;
  readonly [answer: string]: unknown;
}

/** `reinstate new`. */
export const newRequest: Verb = (program, perform) => {
  const command = program
    .command('new')
    .description('write request files for restricted entities, asking for what can not be looked up')
    .argument('[entity...]', "addresses of mailboxes or GUIDs of connectors; with --from, that request's if left out")
    .option('--tenant <name>', 'their tenant; else it is found by the domain')
    .option('--from <id>', 'take over what an earlier request says, <tenant>/<name>')
    .option('--issue <number>', 'make it of an issue that was opened with the form, for its author', wholeNumber)
    .option('--issue-digest <digest>', 'only if the text of the issue still has this sha256', sha256)
    .option('--open-pr', 'open one pull request with them instead of writing files', false);
  for (const [name, value, what] of ANSWERS) command.option(`--${name} ${value}`, what);
  command
    .option('--name <name>', 'the name of the one request; else made of the day and the entity')
    .option('--force', 'also for what is not restricted', false)
    .option('--json', 'print one JSON document', false)
    .action(async (entities: string[], options: Options) =>
      perform(async (console) => {
        const { newCommand } = await import('../commands/new.ts');
        const { tenant, from, name, issue, issueDigest, openPr, force, json } = options;
        const chosen = {
          ...(tenant !== undefined && { tenant }),
          ...(from !== undefined && { from }),
          ...(name !== undefined && { name }),
          ...((issue !== undefined || issueDigest !== undefined) && { issue: { number: issue, sha256: issueDigest } }),
        };
        return newCommand({ entities, ...chosen, openPr, force, json, answers: answersIn(options) }, console);
      }),
    );
};

function answersIn(options: Options): ReadonlyMap<string, string> {
  return new Map(
    ANSWERS.flatMap(([name]) => {
      const value = options[name.replaceAll(/-(\w)/gu, (_, letter: string) => letter.toUpperCase())];
      return typeof value === 'string' ? [[`--${name}`, value] as const] : [];
    }),
  );
}
